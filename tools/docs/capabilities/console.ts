import type { Capability } from "./capability.ts";

export const console: readonly Capability[] = [
  {
    title: "Sign-in, live frames, devices, gateways",
    shownBy: ["packages/console/test/console.test.ts"],
  },
  { title: "Device, gateway, map, alarm and trust pages; attack lab" },
];
