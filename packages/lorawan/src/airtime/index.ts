export * from "./fsk.ts";
export * from "./lora.ts";
export * from "./lr-fhss.ts";
export * from "./time-on-air.ts";
