import type { Capability } from "./capability.ts";

export const house: readonly Capability[] = [
  { title: "Rooms, floors and their directions", shownBy: ["tools/test/floors.test.ts"] },
  {
    title: "The demo from a fresh start: join, deliver, survive kill -9, end in order",
    shownBy: ["packages/cli/test/e2e/demo.test.ts"],
  },
  {
    title: "One clear line for every obstacle at start-up",
    shownBy: ["packages/cli/test/e2e/demo.test.ts › says in one line"],
  },
];
