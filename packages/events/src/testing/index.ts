export * from "./event-log-contract.ts";
export * from "./sample-uplink.ts";
