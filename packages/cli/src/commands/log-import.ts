import type { Command } from "commander";
import type { CliCommand } from "../command.ts";
import { placeOptions, type PlaceOptions } from "../store/place.ts";

/** `lorats log import`: what `export` wrote, into an empty log. */
export const LOG_IMPORT: CliCommand = {
  path: ["log", "import"],
  summary: "fill an empty log from a file that export wrote; the server must not run",
  configure(command: Command): void {
    placeOptions(command)
      .argument(
        "<file>",
        "JSON lines, compressed when the name ends in .gz; - reads standard input",
      )
      .action(async (file: string, options: PlaceOptions) => {
        const { runImport } = await import("../store/run-import.ts");
        await runImport(file, options);
      });
  },
};
