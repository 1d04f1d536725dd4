export * from "./demo-scenario.ts";
export * from "./root-keys.ts";
export * from "./scenario.ts";
export * from "./world.ts";
