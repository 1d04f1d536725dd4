import type { Capability } from "./capability.ts";

const BROWSER = "packages/console/test/console.test.ts";

export const console: readonly Capability[] = [
  {
    title: "Sign-in, navigation, a search palette over things, pages and actions",
    shownBy: [BROWSER],
  },
  {
    title: "First five minutes with an empty server: gateway, application, profile, device, frame",
    shownBy: ["packages/console/test/first-minutes.test.ts", BROWSER],
  },
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
    title:
      "Devices from tables and to other applications; usage; a tenant's configuration out and in",
    shownBy: [BROWSER, "packages/console/test/pages/usage.test.ts"],
  },
  {
    title:
      "Alarms, integrations of every kind with dead letters, connectors, API keys, users, tenants, audit log",
    shownBy: [
      BROWSER,
      "packages/console/test/pages/integrations.test.ts",
      "packages/console/test/pages/connectors.test.ts",
      "packages/console/test/form/settings/schema-field.test.ts",
    ],
  },
  {
    title:
      "Map without the internet: gateways, devices where their receptions say, links, uncertainty, operators' tiles",
    shownBy: [
      BROWSER,
      "packages/console/test/map/estimate.test.ts",
      "packages/console/test/map/places.test.ts",
      "packages/console/test/map/vector-layers.test.ts",
      "packages/server/test/http/map-tiles.test.ts",
    ],
  },
  {
    title: "Budget of bytes; every text ready for translation",
    shownBy: [
      "packages/console/test/budget.test.ts",
      "packages/console/test/i18n/messages.test.ts",
    ],
  },
  {
    title:
      "Trust: long tracks, bias against temperature, intervals, secret schedules, labels; waterfall and samples of preambles",
    shownBy: [
      "packages/console/test/pages/trust.test.ts",
      "packages/console/test/spectrum/iq.test.ts",
      BROWSER,
    ],
  },
  {
    title: "Forensics of a frame: what the timestamp would have been, its track, samples, gateways",
    shownBy: [
      "packages/console/test/forensics/bounds.test.ts",
      "packages/console/test/pages/alarms.test.ts",
    ],
  },
  { title: "Attack lab: an attack is chosen, started, watched", shownBy: [BROWSER] },
  {
    title: "Every page from 390 to 1920 px, light and dark, without serious findings by axe",
    shownBy: ["packages/console/test/pages.long.ts"],
  },
  {
    title: "Interactive at once, with nothing cached",
    shownBy: ["packages/console/test/cold.long.ts"],
  },
  {
    title: "200 frames a second without jerks or growth",
    shownBy: ["packages/console/test/live.long.ts"],
  },
  {
    title: "A hundred thousand devices in a list, ten thousand gateways on the map",
    shownBy: ["packages/console/test/large-fleet.long.ts"],
  },
  {
    title:
      "Codec editor that tries what is written; multicast groups; regions; gateways' credentials",
    shownBy: [BROWSER],
  },
];
