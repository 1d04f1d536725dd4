export * from "./tr005.ts";
