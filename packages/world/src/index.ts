export * from "./demo-scenario.ts";
export * from "./run-world.ts";
export * from "./scenario.ts";
export * from "./settings.ts";
export * from "./world.ts";
