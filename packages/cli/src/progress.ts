import type { SingleBar } from "cli-progress";

/** A progress bar on a terminal's standard error; nothing where nobody looks. */
export async function progressBar(total: number, format: string): Promise<SingleBar | undefined> {
  if (!process.stderr.isTTY) return undefined;
  const cliProgress = await import("cli-progress");
  const bar = new cliProgress.SingleBar({
    format,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0);
  return bar;
}
