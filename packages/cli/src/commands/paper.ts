import { CallerError } from "@lorats/base";
import type { Command } from "commander";
import type { CliCommand } from "../command.ts";

interface Options {
  readonly out: string;
  readonly quick?: true;
  readonly seed: string;
  readonly markdown?: string;
  readonly list?: true;
  readonly json?: true;
}

/** `lorats paper`: the paper's tables and figures, run again. */
export const PAPER: CliCommand = {
  path: ["paper"],
  summary: "reproduce the paper's tables and figures",
  configure(command: Command): void {
    command
      .argument("[figures...]", "such as figure-3 table-1; all when absent")
      .option("--out <folder>", "where data, plots and report.html go", "lorats-paper")
      .option("--quick", "fewer trials: two minutes instead of twenty")
      .option("--seed <number>", "of everything random", "1")
      .option(
        "--markdown <file>",
        "write what the paper says and what comes out also as a document",
      )
      .option("--json", "JSON Lines on stdout")
      .option("--list", "say what there is, and stop")
      .action(run);
  },
};

const BAR = 30;

async function run(figures: string[], options: Options): Promise<void> {
  const { PAPER_FIGURES, runPaper } = await import("@lorats/world");
  if (options.list) {
    for (const { id, title } of PAPER_FIGURES) process.stdout.write(`${id.padEnd(22)}${title}\n`);
    return;
  }
  const seed = Number(options.seed);
  if (!Number.isSafeInteger(seed))
    throw new CallerError("CLI_BAD_NUMBER", "--seed is a whole number");
  const isTerminal = process.stderr.isTTY;
  const done = await runPaper({
    ids: figures,
    folder: options.out,
    quick: options.quick ?? false,
    seed,
    markdownFile: options.markdown,
    progress({ share, figure }) {
      if (!isTerminal) return;
      const full = Math.round(BAR * share);
      const bar = "█".repeat(full) + "·".repeat(BAR - full);
      process.stderr.write(
        `\r${bar} ${(100 * share).toFixed(0).padStart(3)} % ${figure.id.padEnd(22)}`,
      );
    },
  });
  if (isTerminal) process.stderr.write(`\r${" ".repeat(BAR + 40)}\r`);
  for (const { figure, result, seconds } of done) {
    const { paperSays, weGet, why } = result;
    if (options.json) {
      const line = { id: figure.id, paperSays, weGet, why, seconds };
      process.stdout.write(`${JSON.stringify(line)}\n`);
    } else {
      process.stdout.write(`${figure.id}: ${weGet}\n`);
    }
  }
  if (!options.json) process.stdout.write(`${options.out}/report.html\n`);
}
