export * from "./lora.ts";
