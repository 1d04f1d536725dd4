import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { chromium, type Browser, type Page } from "playwright-core";
import { findChromium } from "../../../tools/chromium.ts";
import { DemoProcess, type Screen } from "../../cli/test/e2e/demo-process.ts";

const executablePath = findChromium();
const skip = executablePath === undefined && "no Chromium on this machine";
const ARGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const OPEN_FRAME = { name: /^Open frame/ };
const FRAME_TIMEOUT = { timeout: 30_000 };

let dataDir: string;
let demo: DemoProcess | undefined;
let browser: Browser | undefined;
let page: Page;
let screen: Screen;
const complaints: string[] = [];

before(async () => {
  if (skip) return;
  dataDir = await mkdtemp(path.join(tmpdir(), "lorats-console-"));
  demo = new DemoProcess(dataDir);
  screen = await demo.ready();
  browser = await chromium.launch({ executablePath: executablePath!, args: ARGS });
  page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    colorScheme: "light",
    reducedMotion: "reduce",
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    // Chromium logs the answer that tells the page that nobody is signed in; it is no fault.
    if (!message.text().includes("status of 401")) complaints.push(message.text());
  });
});

after(async () => {
  await browser?.close();
  await demo?.kill();
  if (dataDir) await rm(dataDir, { recursive: true, force: true });
});

async function seriousFindings(): Promise<string[]> {
  const source = await readFile(
    createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
    "utf8",
  );
  await page.evaluate(source);
  const found = (await page.evaluate("axe.run()")) as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  };
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

function overflowPx(): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth - innerWidth");
}

async function visit(link: string): Promise<void> {
  await page.getByRole("navigation").getByRole("link", { name: link }).click();
  await page.getByRole("heading", { level: 1, name: link }).waitFor();
}

test("the one-time link signs in, and stays in no history", { skip }, async () => {
  await page.goto(screen.signInUrl);
  await page.getByRole("heading", { name: "Live frames" }).waitFor();
  assert.ok(!page.url().includes("token"));
});

test("frames arrive by themselves", { skip }, async () => {
  const frames = page.getByRole("button", OPEN_FRAME);
  await frames.first().waitFor(FRAME_TIMEOUT);
  const newest = await frames.first().getAttribute("aria-label");
  await page.waitForFunction(
    (before) => document.querySelector('[aria-label^="Open frame"]')?.ariaLabel !== before,
    newest,
    FRAME_TIMEOUT,
  );
  assert.deepEqual(await seriousFindings(), []);
});

test("a frame opens", { skip }, async () => {
  const frame = page.getByRole("button", OPEN_FRAME).first();
  const device = /^Open frame (.+) #\d/.exec((await frame.getAttribute("aria-label"))!)![1]!;
  await frame.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: "Receptions" }).waitFor();
  assert.ok((await dialog.innerText()).includes(device));
  assert.deepEqual(await seriousFindings(), []);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
});

test("the filter leaves only what matches", { skip }, async () => {
  const frame = page.getByRole("button", OPEN_FRAME).first();
  const device = /^Open frame (.+) #\d/.exec((await frame.getAttribute("aria-label"))!)![1]!;
  const filter = page.getByRole("textbox", { name: /^Filter/ });
  await filter.fill(device);
  const labels = await page
    .getByRole("button", OPEN_FRAME)
    .evaluateAll((buttons) => buttons.map((button) => button.ariaLabel!));
  assert.ok(labels.length > 0);
  assert.ok(labels.every((label) => label.includes(device)));
  await filter.fill("no such device");
  await page.getByText("No frame matches").waitFor();
  await filter.fill("");
});

test("a paused list stands still and counts what waits", { skip }, async () => {
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByText("paused", { exact: true }).waitFor();
  const frames = page.getByRole("button", OPEN_FRAME);
  const newest = await frames.first().getAttribute("aria-label");
  await page.getByText(/^\d+ new$/).waitFor(FRAME_TIMEOUT);
  assert.equal(await frames.first().getAttribute("aria-label"), newest);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("live", { exact: true }).waitFor();
});

test("devices and gateways are listed", { skip }, async () => {
  await visit("Devices");
  await page.getByRole("table", { name: "Devices" }).waitFor();
  assert.equal(await page.getByRole("row").count(), 1 + 5);
  assert.deepEqual(await seriousFindings(), []);
  await visit("Gateways");
  await page.getByRole("table", { name: "Gateways" }).getByText("online").first().waitFor();
  assert.deepEqual(await seriousFindings(), []);
});

test("a dark phone shows every page without scrolling sideways", { skip }, async () => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  for (const [address, heading] of [
    ["/", "Live frames"],
    ["/devices", "Devices"],
    ["/gateways", "Gateways"],
  ] as const) {
    await page.goto(screen.url + address);
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    await page
      .locator("main")
      .getByText(/SF\d+|ago/)
      .locator("visible=true")
      .first()
      .waitFor();
    assert.equal(await page.locator("html").getAttribute("data-mantine-color-scheme"), "dark");
    assert.ok((await overflowPx()) <= 0, `${address} is too wide`);
    assert.deepEqual(await seriousFindings(), []);
  }
});

test("signing out leads back to the sign-in page", { skip }, async () => {
  await page.getByRole("button", { name: "Your account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.deepEqual(await seriousFindings(), []);
  await page.reload();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
});

test("nothing was refused by the page's policy, and no script failed", { skip }, () => {
  assert.deepEqual(complaints, []);
});
