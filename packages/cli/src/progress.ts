import { SingleBar } from "cli-progress";

/** A progress bar on a terminal's standard error; nothing where nobody looks. */
export function progressBar(total: number, format: string): SingleBar | undefined {
  if (!process.stderr.isTTY) return undefined;
  const bar = new SingleBar({
    format,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(total, 0);
  return bar;
}
