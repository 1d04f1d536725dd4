export * from "./airtime/index.ts";
export * from "./regions/index.ts";
