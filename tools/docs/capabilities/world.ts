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
    title: "Rejoin-requests of every type; schedules agreed on by X25519",
    shownBy: [
      "packages/world/test/device/lorawan-11.test.ts",
      "packages/world/test/hopping-enrolment.test.ts",
    ],
  },
  {
    title: "Packet forwarder over Semtech UDP, gateways over Basics Station",
    shownBy: [
      "packages/world/test/forwarder/packet-forwarder.test.ts",
      "packages/cli/test/world/station.test.ts",
      "packages/cli/test/e2e/station-world.long.ts",
    ],
  },
  {
    title: "The air at frame level: path loss, noise, capture; a building",
    shownBy: ["packages/world/test/air/air.test.ts", "packages/world/test/air/propagation.test.ts"],
  },
  {
    title: "Reception, errors, collisions and interference as measured on samples, tied to them",
    shownBy: [
      "packages/world/test/measured/link-table.test.ts",
      "packages/world/test/measured/interference.test.ts",
    ],
  },
  {
    title: "SDRs at frame level: onsets, biases, orphans, with the gateway's MAC",
    shownBy: ["packages/world/test/forwarder/frame-sdr.test.ts"],
  },
  {
    title: "Waveforms of its own, heard by the receiver and alike to an outside generator's",
    shownBy: [
      "packages/world/test/iq/agreement.test.ts",
      "packages/world/test/iq/other-generator.test.ts",
    ],
  },
  {
    title: "Attackers: collider, eavesdropper, replayer",
    shownBy: ["packages/world/test/attack", "packages/server/test/demo/attack-lab.test.ts"],
  },
  { title: "I/Q over rtl_tcp in real time", shownBy: ["packages/world/test/iq"] },
  {
    title: "Devices and gateways in eleven channel plans",
    shownBy: [
      "packages/world/test/device/regions.test.ts",
      "packages/cli/test/e2e/regions-world.long.ts",
    ],
  },
  { title: "A city at frame level", shownBy: ["packages/world/test/city"] },
  {
    title: "`lorats paper`: the paper's tables and figures, as data, plots and one report",
    shownBy: [
      "packages/world/test/paper/figures.test.ts",
      "packages/cli/test/commands/paper.test.ts",
    ],
  },
];
