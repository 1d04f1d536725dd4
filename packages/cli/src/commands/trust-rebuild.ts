import type { Command } from "commander";
import type { CliCommand } from "../command.ts";
import { placeOptions, type PlaceOptions, settingsOf } from "../store/place.ts";

interface Options extends PlaceOptions {
  readonly json?: boolean;
}

/** `lorats trust rebuild`: tracks and habits once more from the first frame on. */
export const TRUST_REBUILD: CliCommand = {
  path: ["trust", "rebuild"],
  summary: "make tracks and habits again from the log (the server must not run)",
  configure(command: Command): void {
    placeOptions(command)
      .option("--json", "JSON Lines on stdout")
      .action(async (options: Options) => {
        const { rebuildTrust } = await import("@lorats/server");
        const counts = await rebuildTrust(await settingsOf(options));
        const verdicts = Object.fromEntries(counts);
        const text = [...counts].map(
          ([name, count]) => `${count} ${name.replace("verdicts:", "")}`,
        );
        const line = text.length > 0 ? text.join(", ") : "no frames in the log";
        process.stdout.write(`${options.json ? JSON.stringify(verdicts) : line}\n`);
      });
  },
};
