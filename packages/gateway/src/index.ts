export * from "./config/config.ts";
export * from "./config/run-gateway.ts";
export * from "./gateway.ts";
