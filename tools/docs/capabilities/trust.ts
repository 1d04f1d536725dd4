import type { Capability } from "./capability.ts";

export const trust: readonly Capability[] = [
  {
    title: "Time of sending with its uncertainty, from the best reception",
    shownBy: ["packages/trust/test/frame-timing.test.ts"],
    missing: "fusion of several gateways, fine timestamps, propagation delay, elapsed-time records",
  },
  { title: "Never `genuine` without evidence", shownBy: ["packages/trust/test/assess.test.ts"] },
  { title: "Bias tracks and replay verdicts" },
  { title: "The true time behind an attack (orphan preambles)" },
  { title: "Temperature model" },
  { title: "Interval hopping" },
  { title: "Probes" },
  { title: "Weak signals" },
];
