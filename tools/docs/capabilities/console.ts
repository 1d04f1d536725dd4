import type { Capability } from "./capability.ts";

const BROWSER = "packages/console/test/console.test.ts";

export const console: readonly Capability[] = [
  {
    title: "Sign-in, navigation, a search palette over things, pages and actions",
    shownBy: [BROWSER],
  },
  { title: "First steps: gateway, application, profile, device, first frame", shownBy: [BROWSER] },
  { title: "Live frames that never move what is being read", shownBy: [BROWSER] },
  {
    title: "A frame told byte by byte, with receptions, times, verdict and answers",
    shownBy: ["packages/server/test/http/frames.test.ts", BROWSER],
  },
  {
    title: "Devices, gateways, applications, profiles: made, changed, deleted, watched",
    shownBy: [BROWSER, "packages/console/test/pages/figures.test.ts"],
  },
  {
    title: "Alarms, integrations, API keys, users, tenants, audit log",
    shownBy: [BROWSER],
    missing: "dead letters",
  },
  {
    title: "Map without the internet",
    shownBy: [BROWSER],
    missing: "devices, operators' own tiles",
  },
  {
    title: "Budget of bytes; every text ready for translation",
    shownBy: [
      "packages/console/test/budget.test.ts",
      "packages/console/test/i18n/messages.test.ts",
    ],
  },
  {
    title: "Trust: tracks, evidence, labels; waterfall and samples of preambles",
    shownBy: ["packages/console/test/spectrum/iq.test.ts", BROWSER],
  },
  { title: "Attack lab: an attack is chosen, started, watched", shownBy: [BROWSER] },
  {
    title: "Every page from 390 to 1920 px, light and dark, without serious findings by axe",
    shownBy: ["packages/console/test/pages.long.ts"],
  },
  {
    title: "200 frames a second without jerks or growth",
    shownBy: ["packages/console/test/live.long.ts"],
  },
  { title: "Codec editor, multicast groups" },
];
