export * from "./basics-station/index.ts";
export * from "./context.ts";
export * from "./lts/mac.ts";
export * from "./lts/report.ts";
export * from "./lts/sightings.ts";
export * from "./model.ts";
export * from "./modulation-names.ts";
export * from "./semtech-udp/index.ts";
