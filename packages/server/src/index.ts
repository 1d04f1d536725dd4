export * from "./config-reference.ts";
export * from "./config/load-config.ts";
export * from "./config/settings.ts";
export { kekOf, storageOf } from "./config/storage-of.ts";
export { openApiDocument } from "./http/document.ts";
export { startServer, type RunningServer, type StartOptions } from "./main.ts";
export { rebuildTrust } from "./start/rebuild-trust.ts";
