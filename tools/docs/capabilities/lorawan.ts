import type { Capability } from "./capability.ts";

export const lorawan: readonly Capability[] = [
  {
    title: "Frames of every message type",
    shownBy: [
      "packages/lorawan/test/frame/codec.test.ts",
      "packages/lorawan/test/frame/codec.prop.test.ts",
    ],
  },
  {
    title: "Cryptography of 1.0.x and 1.1",
    shownBy: [
      "packages/lorawan/test/crypto/data-frame.test.ts",
      "packages/lorawan/test/join/join-accept.test.ts",
    ],
  },
  {
    title: "Whole sessions of real device stacks",
    shownBy: ["packages/lorawan/test/session/device-stacks.test.ts"],
  },
  {
    title: "Agreement with an independent implementation",
    shownBy: ["packages/lorawan/test/differential/lora-packet.prop.test.ts"],
  },
  {
    title: "MAC commands of both directions",
    shownBy: [
      "packages/lorawan/test/mac/commands.test.ts",
      "packages/lorawan/test/mac/commands.prop.test.ts",
    ],
  },
  {
    title: "Application-layer packages TS003 to TS006",
    shownBy: [
      "packages/lorawan/test/packages/commands.test.ts",
      "packages/lorawan/test/packages/fragmentation.test.ts",
    ],
  },
  {
    title: "Regions as tables, with their rules",
    shownBy: [
      "packages/lorawan/test/regions/regions.test.ts",
      "packages/lorawan/test/regions/brocaar.test.ts",
    ],
  },
  {
    title: "Time on air of LoRa, FSK and LR-FHSS",
    shownBy: [
      "packages/lorawan/test/airtime/lora.test.ts",
      "packages/lorawan/test/airtime/fsk-lr-fhss.test.ts",
    ],
  },
  {
    title: "Duty-cycle and dwell ledger",
    shownBy: ["packages/lorawan/test/duty-cycle/transmission-ledger.prop.test.ts"],
  },
  {
    title: "Class B timing, multicast keys",
    shownBy: [
      "packages/lorawan/test/class-b/ping-slot.test.ts",
      "packages/lorawan/test/packages/multicast-keys.test.ts",
    ],
  },
  { title: "TR005 QR codes", shownBy: ["packages/lorawan/test/qr/tr005.test.ts"] },
  {
    title: "A frame explained byte by byte",
    shownBy: [
      "packages/lorawan/test/explain/explain.test.ts",
      "packages/cli/test/commands/lorawan-decode.test.ts",
    ],
  },
  {
    title: "Relay (TS011)",
    shownBy: ["packages/lorawan/test/relay/forward.test.ts"],
    missing: "its MAC commands and wake-on-radio frames",
  },
];
