export * from "./command.ts";
export * from "./program.ts";
