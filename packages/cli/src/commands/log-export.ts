import type { Command } from "commander";
import type { CliCommand } from "../command.ts";
import { placeOptions } from "../store/place.ts";
import type { ExportOptions } from "../store/run-export.ts";
import { spanOptions } from "../store/span.ts";

/** `lorats log export`: events, byte for byte, as JSON Lines. */
export const LOG_EXPORT: CliCommand = {
  path: ["log", "export"],
  summary: "write every event, byte for byte, to a file of JSON lines",
  configure(command: Command): void {
    spanOptions(placeOptions(command))
      .argument("<file>", "where to; a name that ends in .gz is compressed, - is standard output")
      .option("--unsealed", "what devices said in plain text, for a server with other keys")
      .action(async (file: string, options: ExportOptions) => {
        const { runExport } = await import("../store/run-export.ts");
        await runExport(file, options);
      });
  },
};
