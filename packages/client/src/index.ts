export type * from "./api.gen.ts";
export * from "./client.ts";
