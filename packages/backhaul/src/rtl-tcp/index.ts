export * from "./command.ts";
export * from "./header.ts";
