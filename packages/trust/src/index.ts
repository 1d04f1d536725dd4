export * from "./assess.ts";
export * from "./frame-timing.ts";
export * from "./time-candidate.ts";
