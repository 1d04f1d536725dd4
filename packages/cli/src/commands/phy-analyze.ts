import { type Command, Option } from "commander";
import type { CliCommand } from "../command.ts";
import { bandwidth, integer, listOr, number } from "../phy/options.ts";
import type { AnalyzeOptions } from "../phy/run-analyze.ts";

const AUTO_SF = [7, 8, 9, 10, 11, 12] as const;
const AUTO_BW = [125_000, 250_000, 500_000] as const;

/** `lorats phy analyze`: every LoRa frame of a recording, with onset, bias and payload. */
export const PHY_ANALYZE: CliCommand = {
  path: ["phy", "analyze"],
  summary: "find every LoRa frame in a recording",
  configure(command: Command): void {
    command
      .argument("<file>", "recording (cf32, cs16, cs8, cu8 or SigMF); - reads standard input")
      .option("--format <name>", "cf32, cs16, cs8 or cu8 (default: by metadata or extension)")
      .option("--rate <hz>", "sample rate", number)
      .option("--freq <hz>", "tuned frequency; ties the symbol clock to the carrier", number)
      .option("--offset <hz>", "channel centre relative to the tuned frequency", number, 0)
      .addOption(
        new Option("--sf <n>", "spreading factor, several with commas, or auto (7 to 12)")
          .argParser(listOr(AUTO_SF, integer(5, 12)))
          .default(AUTO_SF, "auto"),
      )
      .addOption(
        new Option("--bw <hz>", "bandwidth, several with commas, or auto (125, 250, 500 kHz)")
          .argParser(listOr(AUTO_BW, bandwidth))
          .default([125_000], "125000"),
      )
      .addOption(
        new Option("--direction <which>", "uplinks, downlinks (inverted I/Q) or both")
          .choices(["up", "down", "both"])
          .default("both"),
      )
      .option("--max-bias <hz>", "largest bias to search (default: 50 ppm)", number)
      .option("--centre-bias <hz>", "the receiver's known bias, to search around", number)
      .option("--json", "JSON Lines on stdout")
      .action(async (file: string, options: AnalyzeOptions) => {
        const { runAnalyze } = await import("../phy/run-analyze.ts");
        await runAnalyze(file, options);
      });
  },
};
