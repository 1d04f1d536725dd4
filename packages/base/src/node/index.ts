export * from "./aes.ts";
export * from "./system.ts";
