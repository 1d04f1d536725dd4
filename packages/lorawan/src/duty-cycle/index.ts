export * from "./off-time.ts";
export * from "./sliding-window.ts";
export { type TimelineState } from "./timeline.ts";
export * from "./transmission-ledger.ts";
