export * from "./api-key-store-contract.ts";
export * from "./integration-store-contract.ts";
export * from "./mqtt-credential-store-contract.ts";
export * from "./publisher-cursor-store-contract.ts";
export * from "./sign-in-token-store-contract.ts";
export * from "./user-store-contract.ts";
export * from "./web-session-store-contract.ts";
