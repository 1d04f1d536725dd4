import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { findChromium } from "../../../tools/chromium.ts";
import { DemoProcess, type Screen } from "../../cli/test/e2e/demo-process.ts";

const executablePath = findChromium();
/** Why the browser's tests cannot run here; false where they can. */
export const skip: string | false = executablePath === undefined && "no Chromium on this machine";

const ARGS = [
  "--headless",
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Maps are drawn with WebGL; without a graphics card that is done in software.
  "--use-gl=angle",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
];

/** No page takes so long; machines that stand still for minutes were seen. */
const PATIENCE_MS = 300_000;

/** Where the server is that is looked at, and the way in. */
export type Looked = Pick<Screen, "url" | "signInUrl">;

/** A browser that looks at a real server. */
export class Stage<Where extends Looked = Screen> {
  readonly browser: Browser;
  readonly page: Page;
  readonly screen: Where;
  /** What the browser complained of: scripts that failed, styles and connections that the policy refused. */
  readonly complaints: string[] = [];
  readonly #end: () => Promise<void>;

  private constructor(screen: Where, browser: Browser, page: Page, end: () => Promise<void>) {
    this.screen = screen;
    this.browser = browser;
    this.page = page;
    this.#end = end;
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      // Chromium logs every answer that is no success; the page itself says what it means.
      if (!/Failed to load resource/.test(message.text())) this.complaints.push(message.text());
    });
  }

  /** With the server of the demonstration and its simulated world. */
  static async open(): Promise<Stage> {
    const dataDir = await mkdtemp(path.join(tmpdir(), "lorats-console-"));
    const demo = new DemoProcess(dataDir);
    const screen = await demo.ready();
    return Stage.before(screen, async () => {
      await demo.kill();
      await rm(dataDir, { recursive: true, force: true });
    });
  }

  /** Before a server that runs already. */
  static async before<Where extends Looked>(
    screen: Where,
    end: () => Promise<void> = async () => {},
  ): Promise<Stage<Where>> {
    const browser = await chromium.launch({
      executablePath: executablePath!,
      args: ARGS,
      timeout: PATIENCE_MS,
    });
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      colorScheme: "light",
      reducedMotion: "reduce",
    });
    page.setDefaultTimeout(PATIENCE_MS);
    return new Stage(screen, browser, page, end);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.#end();
  }

  /** Opens a page by its address and waits until it says what it is. */
  async visit(address: string, heading: string | RegExp): Promise<void> {
    await this.page.goto(this.screen.url + address);
    await this.page.getByRole("heading", { level: 1, name: heading }).waitFor();
  }

  /** What axe finds that is serious or worse. */
  async seriousFindings(): Promise<string[]> {
    await this.page.evaluate(await axeSource());
    const found = (await this.page.evaluate("axe.run()")) as {
      violations: { id: string; impact: string; nodes: { html: string }[] }[];
    };
    return found.violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
  }

  /** How much wider than the window the page is. */
  overflowPx(): Promise<number> {
    return this.page.evaluate("document.documentElement.scrollWidth - innerWidth");
  }
}

/** The first of a list of the API, once the simulated world has made it. */
export async function firstId({ screen, page }: Stage, list: string): Promise<string> {
  for (;;) {
    const answer = await fetch(`${screen.url}/api/v1/${list}?limit=1`, {
      headers: { authorization: `Bearer ${screen.apiKey}` },
    });
    const { items } = (await answer.json()) as { items: { id: string }[] };
    if (items[0]) return items[0].id;
    await page.waitForTimeout(200);
  }
}

let axe: string | undefined;

async function axeSource(): Promise<string> {
  axe ??= await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  return axe;
}
