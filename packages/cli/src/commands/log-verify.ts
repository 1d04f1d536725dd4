import type { Command } from "commander";
import type { CliCommand } from "../command.ts";
import { progressBar } from "../progress.ts";
import { placeOf, placeOptions, type PlaceOptions } from "../store/place.ts";
import { ordinalOf } from "../store/position.ts";

interface Options extends PlaceOptions {
  readonly json?: boolean;
}

/** `lorats log verify`: every stored event against its hash, beside a running server. */
export const LOG_VERIFY: CliCommand = {
  path: ["log", "verify"],
  summary: "check every stored event against its hash",
  configure(command: Command): void {
    placeOptions(command)
      .option("--json", "JSON Lines on stdout")
      .action(async (options: Options) => {
        const { openLogForReading } = await import("@lorats/storage");
        const opened = await openLogForReading(await placeOf(options));
        const head = await opened.log.head();
        const bar = await progressBar(ordinalOf(head), "{bar} {value}/{total}");
        try {
          const { checked, damage } = await opened.log.verify((count) => bar?.update(count));
          bar?.stop();
          for (const one of damage) print(options, one, `damaged: ${one.position} (${one.reason})`);
          const summary = { checked, damaged: damage.length, head };
          const text = `${checked} events checked, ${damage.length} damaged, newest ${head ?? "none"}`;
          print(options, summary, text);
          if (damage.length > 0) process.exitCode = 1;
        } finally {
          bar?.stop();
          await opened.close();
        }
      });
  },
};

function print({ json }: Options, data: object, text: string): void {
  process.stdout.write(`${json ? JSON.stringify(data) : text}\n`);
}
