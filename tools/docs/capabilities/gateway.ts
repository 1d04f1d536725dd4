import type { Capability } from "./capability.ts";

export const gateway: readonly Capability[] = [
  {
    title: "SDR sources: rtl_tcp, files, SigMF, standard input",
    shownBy: ["packages/gateway/test/iq"],
  },
  {
    title: "Sample-clock discipline with honest uncertainty",
    shownBy: ["packages/gateway/test/clock"],
  },
  {
    title: "Pilots: own downlinks and class B beacons",
    shownBy: ["packages/gateway/test/pilots"],
  },
  {
    title: "Matching and forwarding with `lts`; store and forward",
    shownBy: ["packages/gateway/test/matching", "packages/gateway/test/forward"],
    missing: "Basics Station as client",
  },
  {
    title: "Soft gateway: eight channels without a concentrator",
    shownBy: ["packages/gateway/test"],
    missing: "memory and latency beyond their targets",
  },
  {
    title: "Spectrum view: waterfall, samples of preambles",
    shownBy: [
      "packages/gateway/test/spectrum",
      "packages/gateway/test/snippets",
      "packages/cli/test/gateway/upload.test.ts",
    ],
  },
];
