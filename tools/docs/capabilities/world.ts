import type { Capability } from "./capability.ts";

export const world: readonly Capability[] = [
  {
    title: "Class A devices against an independent implementation",
    shownBy: ["packages/world/test/device/lorawan-10.test.ts"],
  },
  {
    title: "Devices of LoRaWAN 1.1, rejoins included",
    shownBy: ["packages/world/test/device/lorawan-11.test.ts"],
  },
  {
    title: "Classes B and C, multicast, beacons of gateways with GPS",
    shownBy: [
      "packages/world/test/device/class-b.test.ts",
      "packages/world/test/device/multicast.test.ts",
    ],
  },
  {
    title: "Readings with their ages, ticks, and secret schedules",
    shownBy: ["packages/world/test/device/schedule.test.ts"],
  },
  {
    title: "Packet forwarder over Semtech UDP",
    shownBy: ["packages/world/test/forwarder/packet-forwarder.test.ts"],
  },
  {
    title: "The air at frame level: path loss, noise, capture",
    shownBy: ["packages/world/test/air/air.test.ts"],
  },
  {
    title: "Waveforms of its own, heard by the receiver",
    shownBy: ["packages/world/test/iq/agreement.test.ts"],
  },
  {
    title: "Attackers: collider, eavesdropper, replayer",
    shownBy: ["packages/world/test/attack", "packages/server/test/demo/attack-lab.test.ts"],
    missing: "a panel in the console",
  },
  { title: "I/Q over rtl_tcp in real time", shownBy: ["packages/world/test/iq"] },
  { title: "A city at frame level", shownBy: ["packages/world/test/city"] },
  {
    title: "`lorats paper`: the paper's tables and figures, as data, plots and one report",
    shownBy: [
      "packages/world/test/paper/figures.test.ts",
      "packages/cli/test/commands/paper.test.ts",
    ],
  },
];
