export * from "./awgn.ts";
export * from "./chirp.ts";
export * from "./fft.ts";
export * from "./iq.ts";
export * from "./params.ts";
export * from "./signal/synth.ts";
export * from "./signal/waveform.ts";
