import type { Capability } from "./capability.ts";

export const laterRooms: readonly Capability[] = [
  { title: "Fleet: shadow configuration, updates by groups" },
  { title: "Insights in real time and by batch" },
  { title: "Ledger: transparency log of the data's integrity" },
  { title: "Router for Helium and roaming" },
  { title: "Sigfox" },
  { title: "Coverage planner" },
];
