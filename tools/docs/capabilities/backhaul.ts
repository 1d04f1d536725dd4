import type { Capability } from "./capability.ts";

export const backhaul: readonly Capability[] = [
  {
    title: "Semtech UDP v2 with `lts` fields",
    shownBy: [
      "packages/backhaul/test/semtech-udp/recorded.test.ts",
      "packages/backhaul/test/lts/mac.test.ts",
    ],
  },
  {
    title: "LoRa Basics Station LNS protocol",
    shownBy: ["packages/backhaul/test/basics-station/recorded.test.ts"],
  },
  {
    title: "Gateway MQTT, JSON and protobuf",
    shownBy: [
      "packages/backhaul/test/gateway-mqtt/protobuf.test.ts",
      "packages/backhaul/test/gateway-mqtt/binary.test.ts",
    ],
  },
  { title: "rtl_tcp", shownBy: ["packages/backhaul/test/rtl-tcp/rtl-tcp.test.ts"] },
  { title: "No datagram crashes a codec", shownBy: ["packages/backhaul/test/fuzz.test.ts"] },
];
