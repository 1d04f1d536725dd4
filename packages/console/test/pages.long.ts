import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { createClient, type LoratsClient } from "@lorats/api";
import { firstId, skip, Stage } from "./browser.ts";

/** Every page, with its heading; `$d`, `$g`, `$a`, `$p` stand for ids of the demonstration's things. */
const PAGES: readonly (readonly [address: string, heading: string | RegExp])[] = [
  ["/", "Overview"],
  ["/start", "First steps"],
  ["/live", "Live frames"],
  ["/alarms", "Alarms"],
  ["/alarms/past", "Alarms"],
  ["/alarms/rules", "Alarms"],
  ["/map", "Map"],
  ["/lab", "Attack lab"],
  ["/applications", "Applications"],
  ["/applications/new", "Add an application"],
  ["/applications/$a", /./],
  ["/applications/$a/trust", /./],
  ["/applications/$a/configuration", /./],
  ["/devices", "Devices"],
  ["/devices/new", "Add a device"],
  ["/devices/import", "Import devices"],
  ["/devices/$d", /./],
  ["/devices/$d/frames", /./],
  ["/devices/$d/history", /./],
  ["/devices/$d/queue", /./],
  ["/devices/$d/trust", /./],
  ["/devices/$d/frames/$f", /./],
  ["/devices/$d/configuration", /./],
  ["/devices/$d/activation", /./],
  ["/profiles", "Device profiles"],
  ["/profiles/new", "Add a device profile"],
  ["/profiles/$p", /./],
  ["/profiles/$p/codec", /./],
  ["/multicast", "Multicast groups"],
  ["/multicast/new", "Add a multicast group"],
  ["/multicast/$m", /./],
  ["/multicast/$m/send", /./],
  ["/multicast/$m/configuration", /./],
  ["/regions", "Regions"],
  ["/gateways", "Gateways"],
  ["/gateways/new", "Add a gateway"],
  ["/gateways/$g", /./],
  ["/gateways/$g/statistics", /./],
  ["/gateways/$g/clock", /./],
  ["/gateways/$g/radio", /./],
  ["/gateways/$g/spectrum", /./],
  ["/gateways/$g/access", /./],
  ["/gateways/$g/configuration", /./],
  ["/integrations", "Integrations"],
  ["/integrations/$i", /./],
  ["/integrations/$i/configuration", /./],
  ["/connectors", "Connectors"],
  ["/connectors/$c", /./],
  ["/connectors/$c/configuration", /./],
  ["/enrichment", "Enrichment"],
  ["/keys", "API keys"],
  ["/users", "Users"],
  ["/tenants", "Tenants"],
  ["/usage", "Usage"],
  ["/audit", "Audit log"],
  ["/settings", "Settings"],
];
const WIDTHS = [390, 1280, 1920];
const SCHEMES = ["light", "dark"] as const;
/** Where pictures are put, for people to look at; none are taken when it is not set. */
const PICTURES = process.env["CONSOLE_PICTURES"];

let stage: Stage;

before(async () => {
  if (skip) return;
  stage = await Stage.open();
  await stage.page.goto(stage.screen.signInUrl);
  await stage.page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await stage.visit("/live", "Live frames");
  await stage.page
    .getByRole("button", { name: /^Open frame/ })
    .first()
    .waitFor();
  await makeWhatTheDemoLacks();
});
after(async () => {
  if (!skip) await stage.close();
});

describe("every page, narrow to wide, light and dark", { skip }, () => {
  for (const [address, heading] of PAGES) {
    it(address, async () => {
      const { page } = stage;
      await stage.visit(await filled(address), heading);
      for (const colorScheme of SCHEMES) {
        for (const width of WIDTHS) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: width < 500 ? 844 : 900 });
          await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
          if (PICTURES !== undefined) {
            await mkdir(PICTURES, { recursive: true });
            const name = address.replace(/\W+/g, "-").replace(/^-|-$/g, "") || "overview";
            await page.screenshot({
              path: path.join(PICTURES, `${name}-${width}-${colorScheme}.png`),
            });
          }
          const where = `${width} px, ${colorScheme}`;
          assert.ok((await stage.overflowPx()) <= 0, `too wide at ${where}`);
          assert.deepEqual(await stage.seriousFindings(), [], where);
        }
      }
    });
  }

  it("nothing was refused by the page's policy, and no script failed", () => {
    assert.deepEqual(stage.complaints, []);
  });
});

/** One of each thing whose page would not exist otherwise. */
async function makeWhatTheDemoLacks(): Promise<void> {
  const client = await signedIn();
  const [application] = (await client.listApplications({})).items;
  await client.createMulticastGroup({
    applicationId: application!.id,
    name: "All street lights of the northern campus",
    groupClass: "C",
    mcAddr: "01020304",
    dataRate: 0,
    freqHz: 869_525_000,
    mcNetSKey: "00".repeat(16),
    mcAppSKey: "11".repeat(16),
  });
  await client.createIntegration({
    tenantId: application!.tenantId,
    name: "A hook that nobody answers",
    webhook: { url: "https://nowhere.invalid/hook" },
  });
  const [profile] = (await client.listDeviceProfiles({})).items;
  await client.createConnector({
    applicationId: application!.id,
    profileId: profile!.id,
    kind: "sigfox",
    name: "Sigfox cloud",
  });
}

/** A client with the rights of who is signed in on the page. */
async function signedIn(): Promise<LoratsClient> {
  const cookies = await stage.page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  return createClient({
    baseUrl: stage.screen.url,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set("cookie", cookie);
      return fetch(input, { ...init, headers });
    },
  });
}

const LISTS = {
  $d: "devices",
  $g: "gateways",
  $a: "applications",
  $p: "device-profiles",
  $m: "multicast-groups",
  $i: "integrations",
  $c: "connectors",
} as const;

async function filled(address: string): Promise<string> {
  if (address.includes("$f")) return frameAddress();
  const key = /\$\w/.exec(address)?.[0] as keyof typeof LISTS | undefined;
  return key === undefined ? address : address.replace(key, await firstId(stage, LISTS[key]));
}

async function frameAddress(): Promise<string> {
  const { url: baseUrl, apiKey } = stage.screen;
  const [uplink] = (await createClient({ baseUrl, apiKey }).listUplinks({ limit: 1 })).items;
  return `/devices/${uplink!.deviceId}/frames/${uplink!.deduplicationId}`;
}
