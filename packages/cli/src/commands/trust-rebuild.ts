import type { Command } from "commander";
import type { CliCommand } from "../command.ts";
import { placeOptions, type PlaceOptions, settingsOf } from "../store/place.ts";

interface Options extends PlaceOptions {
  readonly json?: boolean;
}

/** `lorats trust rebuild`: tracks, habits and verdicts once more from the first frame on. */
export const TRUST_REBUILD: CliCommand = {
  path: ["trust", "rebuild"],
  summary: "judge the whole log again and append revisions (the server must not run)",
  configure(command: Command): void {
    placeOptions(command)
      .option("--json", "JSON Lines on stdout")
      .action(async (options: Options) => {
        const { rebuildTrust } = await import("@lorats/server");
        const { verdicts, revised } = await rebuildTrust(await settingsOf(options));
        if (options.json) {
          const told = { ...Object.fromEntries(verdicts), revised };
          process.stdout.write(`${JSON.stringify(told)}\n`);
          return;
        }
        const text = [...verdicts].map(([verdict, count]) => `${count} ${verdict}`);
        const line = text.length > 0 ? text.join(", ") : "no frames in the log";
        process.stdout.write(`${line}${revised > 0 ? `; ${revised} revised` : ""}\n`);
      });
  },
};
