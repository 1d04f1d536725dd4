import type { Capability } from "./capability.ts";

export const trust: readonly Capability[] = [
  {
    title:
      "Time of sending with its uncertainty, from all receptions; liars named; flight where places are known",
    shownBy: [
      "packages/trust/test/time/frame-timing.test.ts",
      "packages/trust/test/time/flight.test.ts",
      "packages/server/test/trust/places.test.ts",
    ],
  },
  {
    title: "The server's own date: who keeps it, and how well",
    shownBy: ["packages/server/test/clock/os-clock.test.ts"],
  },
  {
    title: "Bias tracks, verdicts with probabilities and explanations",
    shownBy: [
      "packages/trust/test/judge/judge-frame.test.ts",
      "packages/trust/test/judge/miss-probability.test.ts",
    ],
  },
  {
    title: "A receiver's own oscillator told from the devices'; common shifts",
    shownBy: ["packages/trust/test/track/receiver.test.ts"],
  },
  {
    title: "Hostile gateways: no poisoned track, never genuine without proof",
    shownBy: ["packages/trust/test/judge/hostile.prop.test.ts"],
  },
  {
    title: "The true time behind an attack (orphan preambles); revisions by late evidence",
    shownBy: [
      "packages/trust/test/orphan/orphans.test.ts",
      "packages/trust/test/server/trust.test.ts",
      "packages/trust/test/server/rebuild.test.ts",
    ],
  },
  {
    title: "State as a cache of the log: exact after kill -9, below 1 kB a device",
    shownBy: [
      "packages/trust/test/state/codec.prop.test.ts",
      "packages/trust/test/server/trust.test.ts",
      "packages/trust/test/server/rebuild.test.ts",
      "packages/cli/test/commands/trust.test.ts",
    ],
  },
  {
    title: "Temperature inside the track, users' own codecs included; the paper's stand-alone test",
    shownBy: [
      "packages/trust/test/server/late-temperature.test.ts",
      "packages/server/test/trust/late-temperatures.test.ts",
      "packages/trust/test/track/paper.test.ts",
    ],
  },
  {
    title: "Interval hopping and the elapsed-time format; the device's side in C",
    shownBy: [
      "packages/trust/test/schedule/interval-hopping.test.ts",
      "packages/trust/test/schedule/device-reference.test.ts",
      "packages/trust/test/time/elapsed-time.prop.test.ts",
    ],
  },
  {
    title: "Who hears a device, how loudly and when against each other; ADR is no other place",
    shownBy: [
      "packages/trust/test/path/arrival-habit.test.ts",
      "packages/trust/test/path/radio-change.test.ts",
    ],
  },
  {
    title:
      "Probes: what an answer in the very next frame proves; RX2 only; a budget an application",
    shownBy: [
      "packages/trust/test/server/trust.test.ts",
      "packages/trust/test/probe/probe-budget.test.ts",
      "packages/network/test/mac/probe.test.ts",
    ],
  },
  {
    title: "Weak signals, each with its begin and its end",
    shownBy: [
      "packages/trust/test/signals/device-signals.test.ts",
      "packages/trust/test/track/receiver.test.ts",
      "packages/trust/test/signals/strangers.test.ts",
    ],
  },
  {
    title: "Policies: flag, hold back, keep out of measurements, alarm",
    shownBy: [
      "packages/trust/test/verdict/handling.test.ts",
      "packages/platform/test/delivery/handling.test.ts",
    ],
  },
];
