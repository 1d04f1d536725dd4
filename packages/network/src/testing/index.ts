export * from "./downlink-queue-contract.ts";
export * from "./registry-contract.ts";
export * from "./samples.ts";
export * from "./session-store-contract.ts";
