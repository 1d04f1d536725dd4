import type { CDPSession, Page } from "playwright-core";

/** What the page's main thread did in a stretch of time, in CPU time: a busy machine does not change it. */
export interface MainThread {
  /** Of each task, ms. */
  readonly taskMs: readonly number[];
  /** Of all that was done from one picture to the next, ms. */
  readonly pictureMs: readonly number[];
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.timeline", "__metadata"];

/** Traces the main thread of a page that asks for animation frames, for so long. */
export async function watchMainThread(
  page: Page,
  developer: CDPSession,
  seconds: number,
): Promise<MainThread> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown[] }): void => {
    events.push(...(value as TraceEvent[]));
  };
  developer.on("Tracing.dataCollected", collect);
  const complete = new Promise<void>((resolve) => {
    developer.once("Tracing.tracingComplete", () => resolve());
  });
  await developer.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: {
      includedCategories: CATEGORIES,
      excludedCategories: ["*"],
    },
  });
  await page.waitForTimeout(seconds * 1000);
  await developer.send("Tracing.end");
  await complete;
  developer.off("Tracing.dataCollected", collect);
  return summarize(events);
}

function summarize(events: readonly TraceEvent[]): MainThread {
  const mains = new Set(
    events
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(({ pid, tid }) => `${pid}/${tid}`),
  );
  const own = events
    .filter(({ pid, tid }) => mains.has(`${pid}/${tid}`))
    .toSorted((a, b) => a.ts - b.ts);
  const taskMs: number[] = [];
  const pictureMs: number[] = [];
  let sinceMs = 0;
  for (const { name, ph, tdur } of own) {
    if (ph === "X" && name === "RunTask" && tdur !== undefined) {
      taskMs.push(tdur / 1000);
      sinceMs += tdur / 1000;
    } else if (name === "FireAnimationFrame") {
      pictureMs.push(sinceMs);
      sinceMs = 0;
    }
  }
  return { taskMs, pictureMs };
}
