export type * from "./api.gen.ts";
export * from "./client.ts";
export { ProblemError, type LoratsEvent } from "./http/index.ts";
