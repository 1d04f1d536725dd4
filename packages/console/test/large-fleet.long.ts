import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { createClient, type LoratsClient } from "@lorats/api";
import { loadConfig, startServer } from "@lorats/server";
import type { CDPSession, Page } from "playwright-core";
import { skip, Stage, type Looked } from "./browser.ts";

const DEVICES = 100_000;
const BATCH = 10_000;
const GATEWAYS = 10_000;
const AT_ONCE = 50;
/** Rows that may exist at once: those in sight and a few beyond. */
const MOST_ROWS = 120;
const GROWTH_MB = 150;
/** Whoever jumps to the end again and again, until there is no more. */
const MOST_JUMPS = 400;
const PICTURES = process.env["CONSOLE_PICTURES"];

let stage: Stage<Looked>;
let page: Page;
let developer: CDPSession;

before(async () => {
  if (skip) return;
  const dataDir = await mkdtemp(path.join(tmpdir(), "lorats-large-"));
  const flags = { data_dir: dataDir, "http.port": 0, "mqtt.port": 0, "semtech_udp.port": 0 };
  const server = await startServer(loadConfig({ environment: {}, flags }));
  const { httpUrl: url, signInToken } = server;
  stage = await Stage.before(
    { url, signInUrl: `${url}/sign-in#token=${signInToken}` },
    async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  );
  ({ page } = stage);
  page.setDefaultTimeout(300_000);
  await page.goto(stage.screen.signInUrl);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  developer = await page.context().newCDPSession(page);
  await fill(await signedIn());
});
after(async () => {
  if (!skip) await stage.close();
});

/** A client with the rights of who is signed in on the page. */
async function signedIn(): Promise<LoratsClient> {
  const cookies = await page.context().cookies();
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

async function fill(client: LoratsClient): Promise<void> {
  const tenantId = (await client.me()).tenants[0]!.id;
  const { id: applicationId } = await client.createApplication({ tenantId, name: "City" });
  const { id: profileId } = await client.createDeviceProfile({ tenantId, name: "Meter" });
  for (let first = 0; first < DEVICES; first += BATCH) {
    const devices = Array.from({ length: BATCH }, (_, i) => ({
      devEui: (0x0a00_0000_0000 + first + i).toString(16).padStart(16, "0"),
      name: `Meter ${first + i}`,
    }));
    const { created } = await client.importDevices({ applicationId, profileId, devices });
    assert.equal(created, BATCH);
  }
  for (let first = 0; first < GATEWAYS; first += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, i) => gatewayOf(first + i));
    await Promise.all(some.map((gateway) => client.createGateway({ tenantId, ...gateway })));
  }
}

/** Along the streets of a hundred towns. */
function gatewayOf(i: number) {
  const town = i % 100;
  return {
    eui: (0x0b00_0000_0000 + i).toString(16).padStart(16, "0"),
    name: `Gateway ${i}`,
    location: {
      latitudeDeg: 40 + (town % 10) * 1.5 + ((i / 100) % 10) * 0.002,
      longitudeDeg: -5 + Math.floor(town / 10) * 2.5 + Math.floor(i / 1000) * 0.002,
    },
  };
}

async function heapMb(): Promise<number> {
  await developer.send("HeapProfiler.collectGarbage");
  return (await developer.send("Runtime.getHeapUsage")).usedSize / 1e6;
}

const table = () => page.getByRole("table", { name: "Devices" });
const rowCount = (): Promise<number> => table().locator("tbody tr[aria-rowindex]").count();

async function picture(name: string): Promise<void> {
  if (PICTURES === undefined) return;
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
}

describe(`${DEVICES} devices and ${GATEWAYS} gateways`, { skip }, () => {
  it("the list is scrolled to its end with a handful of rows in the page", async (t) => {
    await stage.visit("/devices", "Devices");
    await table().waitFor();
    const before = await heapMb();
    const begun = performance.now();
    const total = (): Promise<number> =>
      table().evaluate((element) => Number(element.getAttribute("aria-rowcount")) - 1);
    let most = 0;
    let jumps = 0;
    for (; jumps < MOST_JUMPS && (await total()) < DEVICES; jumps++) {
      const known = await total();
      await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
      most = Math.max(most, await rowCount());
      await page.waitForFunction(
        (old) =>
          Number(document.querySelector("table.data-table")!.getAttribute("aria-rowcount")) - 1 >
          old,
        known,
      );
    }
    assert.equal(await total(), DEVICES);
    const seconds = (performance.now() - begun) / 1000;
    const grown = (await heapMb()) - before;
    t.diagnostic(
      `figure: ${DEVICES} rows in ${jumps} jumps and ${seconds.toFixed(0)} s, at most ${most} of them in the page; heap grew by ${grown.toFixed(0)} MB`,
    );
    assert.ok(most <= MOST_ROWS, `${most} rows existed at once`);
    assert.ok(grown <= GROWTH_MB, `the heap grew by ${grown.toFixed(0)} MB`);
  });

  it("any place of the list is there as soon as one jumps to it", async (t) => {
    const at: number[] = [];
    for (const share of [0.5, 0.1, 0.9, 0.25, 0.75]) {
      const took = await page.evaluate(async (part) => {
        const begun = performance.now();
        scrollTo(0, part * document.documentElement.scrollHeight);
        const inSight = (): boolean => {
          const row = document.elementFromPoint(600, 500)?.closest("tr[aria-rowindex]");
          const index = Number(row?.getAttribute("aria-rowindex") ?? Number.NaN);
          return Math.abs(index / 100_000 - part) < 0.01;
        };
        while (!inSight()) await new Promise(requestAnimationFrame);
        return performance.now() - begun;
      }, share);
      at.push(took);
    }
    await picture("devices-100000");
    t.diagnostic(`figure: a jump is drawn after ${at.map((ms) => ms.toFixed(0)).join(", ")} ms`);
    assert.ok((await rowCount()) <= MOST_ROWS);
  });

  it("a search finds one among them", async (t) => {
    await page.evaluate("scrollTo(0, 0)");
    const begun = performance.now();
    await page.getByRole("textbox", { name: "Name or DevEUI" }).fill("Meter 77777");
    await page.getByText("1 entry").waitFor();
    await page.getByRole("link", { name: "Meter 77777" }).waitFor();
    t.diagnostic(`figure: found after ${(performance.now() - begun).toFixed(0)} ms`);
  });

  it("the map draws towns as clusters that open, and none is lost", async (t) => {
    const begun = performance.now();
    await stage.visit("/map", "Map");
    await page.locator(".map-count").first().waitFor();
    t.diagnostic(`figure: clusters are drawn after ${(performance.now() - begun).toFixed(0)} ms`);
    const counts = async (): Promise<number[]> => {
      const texts = await page.locator(".map-count").allTextContents();
      return texts.map((text) => Number(text.replace("k", "")) * (text.endsWith("k") ? 1000 : 1));
    };
    const shown = await counts();
    const sum = shown.reduce((all, one) => all + one, 0);
    // Those beyond a thousand are told to a hundred.
    assert.ok(Math.abs(sum - GATEWAYS) <= 50 * shown.length, `${sum} in ${shown.length} clusters`);
    assert.ok(shown.length <= 200, `${shown.length} clusters hide each other`);
    await picture("map-10000");
    await page.locator(".map-count").first().click({ force: true });
    await page.waitForFunction(
      (old) => document.querySelectorAll(".map-count").length !== old,
      shown.length,
    );
    await page.waitForTimeout(1000);
    await picture("map-10000-closer");
    assert.deepEqual(stage.complaints, []);
  });
});
