export * from "./config/config.ts";
export * from "./config/run-gateway.ts";
export * from "./gateway.ts";
export * from "./snippets/sighting-log.ts";
export * from "./snippets/snippet-document.ts";
export * from "./spectrum/spectrum-ring.ts";
export * from "./upload/server-api.ts";
export * from "./upload/uploader.ts";
