export * from "./data-rate.ts";
export * from "./region.ts";
export * from "./registry.ts";
export * from "./sub-band.ts";
