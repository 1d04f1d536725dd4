export * from "./config.ts";
export * from "./conn.ts";
export * from "./downlink.ts";
export { looksLikeJson } from "./payload.ts";
export * from "./stats.ts";
export * from "./topic.ts";
export * from "./tx-ack.ts";
export * from "./uplink.ts";
