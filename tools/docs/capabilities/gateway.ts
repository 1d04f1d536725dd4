import type { Capability } from "./capability.ts";

export const gateway: readonly Capability[] = [
  {
    title:
      "SDR sources: rtl_tcp, files, SigMF, standard input; real recordings through the whole program",
    shownBy: ["packages/gateway/test/iq", "packages/cli/test/gateway/recordings.test.ts"],
  },
  {
    title: "Sample-clock discipline with honest uncertainty",
    shownBy: ["packages/gateway/test/clock", "packages/cli/test/gateway/world-peer.long.ts"],
  },
  {
    title: "Pilots: own downlinks and class B beacons",
    shownBy: ["packages/gateway/test/pilots"],
  },
  {
    title: "Matching and forwarding with `lts`; store and forward, over full disks too",
    shownBy: [
      "packages/gateway/test/matching",
      "packages/gateway/test/forward",
      "packages/gateway/test/proxy.test.ts",
      "packages/gateway/test/backhaul-down.long.ts",
    ],
  },
  {
    title:
      "Basics Station as client, downlinks included; orphans, pilots and health to LoRaTS servers",
    shownBy: ["packages/cli/test/gateway/station.test.ts"],
  },
  {
    title: "Recorded packet logs as a source; listening beside a forwarder",
    shownBy: [
      "packages/gateway/test/concentrator/packet-log.test.ts",
      "packages/gateway/test/proxy.test.ts",
    ],
  },
  {
    title: "Orphans of collisions with onset, bias and grid; carrier against symbol clock",
    shownBy: [
      "packages/gateway/test/uplink/orphans.test.ts",
      "packages/gateway/test/receiver/receiver-bank.test.ts",
    ],
  },
  {
    title: "Soft gateway: eight channels without a concentrator",
    shownBy: ["packages/gateway/test"],
    missing:
      "it keeps to 120 MB of memory by its service file (MemoryHigh), up to 15 % more without",
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
