export * from "./trust-settings-contract.ts";
export * from "./trust-store-contract.ts";
