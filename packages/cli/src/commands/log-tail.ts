import type { Command } from "commander";
import type { CliCommand } from "../command.ts";
import { integer } from "../phy/options.ts";
import { placeOptions } from "../store/place.ts";
import type { TailOptions } from "../store/run-tail.ts";
import { spanOptions } from "../store/span.ts";

/** `lorats log tail`: the newest events, or those of a span, and those that come. */
export const LOG_TAIL: CliCommand = {
  path: ["log", "tail"],
  summary: "print the newest events of the log, or those of a span of time",
  configure(command: Command): void {
    spanOptions(placeOptions(command))
      .option(
        "-n, --lines <count>",
        "at most so many of the newest to begin with (default: 20, all with --since)",
        integer(0, 10_000),
      )
      .option("-f, --follow", "go on with what comes, until Ctrl-C")
      .option("--type <kinds>", "only these kinds, several with commas")
      .option("--key <id>", "only those of one device or gateway")
      .option("--unsealed", "open what devices said, with the key-encryption key")
      .option("--json", "JSON Lines on stdout")
      .action(async (options: TailOptions) => {
        const { runTail } = await import("../store/run-tail.ts");
        await runTail(options);
      });
  },
};
