import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { skip, Stage } from "./browser.ts";

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
  ["/devices", "Devices"],
  ["/devices/new", "Add a device"],
  ["/devices/$d", /./],
  ["/devices/$d/frames", /./],
  ["/devices/$d/history", /./],
  ["/devices/$d/queue", /./],
  ["/devices/$d/trust", /./],
  ["/devices/$d/configuration", /./],
  ["/devices/$d/activation", /./],
  ["/profiles", "Device profiles"],
  ["/profiles/new", "Add a device profile"],
  ["/profiles/$p", /./],
  ["/profiles/$p/codec", /./],
  ["/gateways", "Gateways"],
  ["/gateways/new", "Add a gateway"],
  ["/gateways/$g", /./],
  ["/gateways/$g/statistics", /./],
  ["/gateways/$g/clock", /./],
  ["/gateways/$g/radio", /./],
  ["/gateways/$g/spectrum", /./],
  ["/gateways/$g/configuration", /./],
  ["/integrations", "Integrations"],
  ["/keys", "API keys"],
  ["/users", "Users"],
  ["/tenants", "Tenants"],
  ["/audit", "Audit log"],
  ["/settings", "Settings"],
];
const WIDTHS = [390, 1280, 1920];
const SCHEMES = ["light", "dark"] as const;
/** Where pictures are put, for people to look at; none are taken when it is not set. */
const PICTURES = process.env["LORATS_PICTURES"];

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

const LISTS = {
  $d: "devices",
  $g: "gateways",
  $a: "applications",
  $p: "device-profiles",
} as const;

async function filled(address: string): Promise<string> {
  const key = /\$\w/.exec(address)?.[0] as keyof typeof LISTS | undefined;
  return key === undefined ? address : address.replace(key, await stage.firstId(LISTS[key]));
}
