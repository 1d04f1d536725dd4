import type { Capability } from "./capability.ts";

export const phy: readonly Capability[] = [
  {
    title: "Signal model of a frame at any sample rate",
    shownBy: ["packages/phy/test/signal/synth.test.ts"],
  },
  {
    title: "Modem: bits, symbols, demodulation with unknown timing and bias",
    shownBy: [
      "packages/phy/test/codec/codec.prop.test.ts",
      "packages/phy/test/demod/frame-receiver.prop.test.ts",
    ],
  },
  {
    title: "Frames of an independently written transmitter decode",
    shownBy: ["packages/phy/test/demod/other-transmitter.test.ts"],
  },
  {
    title: "Real recordings decode",
    shownBy: [
      "packages/phy/test/demod/real-recordings.test.ts",
      "packages/phy/test/joint/recordings.test.ts",
    ],
  },
  {
    title: "Overlapping frames and orphan preambles, with and without their SFD",
    shownBy: [
      "packages/phy/test/demod/collisions.test.ts",
      "packages/phy/test/demod/orphans.test.ts",
    ],
  },
  {
    title: "A receiver in its stride takes no memory",
    shownBy: ["packages/phy/test/demod/steady-state.test.ts"],
  },
  {
    title: "Cramér–Rao bounds of the models fitted",
    shownBy: ["packages/phy/test/bounds/cramer-rao.test.ts"],
  },
  {
    title: "Joint estimate of onset, bias and drift with calibrated deviations",
    shownBy: [
      "packages/phy/test/joint/joint-estimator.test.ts",
      "packages/phy/test/joint/joint-estimator.prop.test.ts",
    ],
  },
  {
    title: "Whole-frame refinement: carrier against symbol clock",
    shownBy: ["packages/phy/test/joint/whole-frame.test.ts"],
  },
  {
    title: "The paper's onset detectors",
    shownBy: ["packages/phy/test/onset/onset-detectors.test.ts"],
  },
  {
    title: "The paper's bias estimators",
    shownBy: ["packages/phy/test/bias/bias-estimators.test.ts"],
  },
  {
    title: "SIMD kernels that agree with their plain twins",
    shownBy: ["packages/phy/test/kernels/kernels.test.ts"],
  },
  {
    title: "`lorats phy synth` and `analyze`",
    shownBy: ["packages/cli/test/commands/phy.test.ts"],
  },
];
