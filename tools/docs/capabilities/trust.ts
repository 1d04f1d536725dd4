import type { Capability } from "./capability.ts";

export const trust: readonly Capability[] = [
  {
    title: "Time of sending with its uncertainty, from all receptions; liars named",
    shownBy: ["packages/trust/test/time/frame-timing.test.ts"],
    missing: "positions of devices",
  },
  {
    title: "Bias tracks, verdicts with probabilities and explanations",
    shownBy: ["packages/trust/test/judge/judge-frame.test.ts"],
  },
  {
    title: "Hostile gateways: no poisoned track, never genuine without proof",
    shownBy: ["packages/trust/test/judge/hostile.prop.test.ts"],
  },
  {
    title: "The true time behind an attack (orphan preambles); revisions by late evidence",
    shownBy: ["packages/trust/test/server/trust.test.ts"],
  },
  {
    title: "State as a cache of the log: exact after kill -9, below 1 kB a device",
    shownBy: [
      "packages/trust/test/state/codec.prop.test.ts",
      "packages/trust/test/server/trust.test.ts",
    ],
  },
  { title: "Temperature model" },
  {
    title: "Interval hopping and the elapsed-time format, with vectors",
    shownBy: [
      "packages/trust/test/schedule/interval-hopping.test.ts",
      "packages/trust/test/time/elapsed-time.prop.test.ts",
    ],
    missing: "measured power",
  },
  {
    title: "Probes: what an answer in the very next frame proves",
    shownBy: ["packages/trust/test/server/trust.test.ts"],
    missing: "the network's requests",
  },
  {
    title: "Weak signals with hysteresis",
    shownBy: ["packages/trust/test/server/trust.test.ts"],
    missing: "unknown devices that join",
  },
];
