export * from "./aes.ts";
export * from "./directory.ts";
export * from "./system.ts";
