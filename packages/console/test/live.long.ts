import assert from "node:assert/strict";
import { it } from "node:test";
import { skip, Stage } from "./browser.ts";
import { FloodProxy } from "./flood-proxy.ts";

const PER_SECOND = 200;
/** Shorter for a look at the test itself. */
const SECONDS = Number(process.env["LORATS_LIVE_SECONDS"] ?? 600);
const WARM_UP_SECONDS = Math.min(60, SECONDS / 4);

interface Watched {
  readonly frameMs: number[];
  readonly longTaskMs: number[];
}

it(`${PER_SECOND} frames a second are shown without jerks or growth`, { skip }, async (t) => {
  const stage = await Stage.open();
  const flood = await FloodProxy.open(stage.screen.url, PER_SECOND);
  t.after(async () => {
    flood.close();
    await stage.close();
  });
  const { page } = stage;
  const { pathname, hash } = new URL(stage.screen.signInUrl);
  await page.goto(flood.url + pathname + hash);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.goto(`${flood.url}/live`);
  await page
    .getByRole("button", { name: /^Open frame Meter/ })
    .first()
    .waitFor();
  const developer = await page.context().newCDPSession(page);
  const heapMb = async (): Promise<number> => {
    await developer.send("HeapProfiler.collectGarbage");
    return (await developer.send("Runtime.getHeapUsage")).usedSize / 1e6;
  };

  await page.waitForTimeout(WARM_UP_SECONDS * 1000);
  const before = await heapMb();
  await page.evaluate(() => {
    const watched: Watched = { frameMs: [], longTaskMs: [] };
    Object.assign(globalThis, { watched });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) watched.longTaskMs.push(duration);
    }).observe({ type: "longtask" });
    let last = performance.now();
    const look = (now: number): void => {
      watched.frameMs.push(now - last);
      last = now;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.waitForTimeout((SECONDS - WARM_UP_SECONDS) * 1000);
  const { frameMs, longTaskMs } = await page.evaluate(
    () => (globalThis as unknown as { watched: Watched }).watched,
  );
  const grownMb = (await heapMb()) - before;

  const sorted = frameMs.toSorted((a, b) => a - b);
  const p95 = sorted[Math.floor(0.95 * sorted.length)]!;
  const tooLong = longTaskMs.filter((ms) => ms > 50);
  t.diagnostic(`figure: ${flood.sent} frames, ${sorted.length} pictures, p95 ${p95.toFixed(1)} ms`);
  t.diagnostic(
    `figure: ${tooLong.length} tasks over 50 ms (longest ${Math.max(0, ...tooLong).toFixed(0)} ms)`,
  );
  t.diagnostic(`figure: heap ${before.toFixed(1)} MB, grown by ${grownMb.toFixed(1)} MB`);
  assert.ok(flood.sent > 0.9 * PER_SECOND * (SECONDS - WARM_UP_SECONDS));
  assert.ok(grownMb < 8, `the heap grew by ${grownMb.toFixed(1)} MB`);
  assert.ok(p95 <= 33.4, `p95 of pictures is ${p95.toFixed(1)} ms`);
  assert.equal(tooLong.length, 0, "tasks over 50 ms");
});
