/** What is known of LoRa and of samples without any signal processing: small enough for whoever only carries samples. */
export * from "../codec/encode-frame.ts";
export * from "../params.ts";
export * from "./sample-decoder.ts";
export * from "./sample-format.ts";
export * from "./sigmf.ts";
