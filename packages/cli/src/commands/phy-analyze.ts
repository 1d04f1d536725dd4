import { type Command, Option } from "commander";
import type { CliCommand } from "../command.ts";
import { bandwidth, integer, listOr, number } from "../phy/options.ts";
import type { AnalyzeOptions } from "../phy/run-analyze.ts";

const AUTO_SF = [5, 6, 7, 8, 9, 10, 11, 12] as const;
const BW_2_4_GHZ = [203_125, 406_250, 812_500, 1_625_000] as const;
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
        new Option("--sf <n>", "spreading factor, several with commas, or auto (5 to 12)")
          .argParser(listOr({ auto: AUTO_SF }, integer(5, 12)))
          .default(AUTO_SF, "auto"),
      )
      .addOption(
        new Option("--bw <hz>", "bandwidth, several with commas, auto (125, 250, 500 kHz) or 2.4g")
          .argParser(listOr({ auto: AUTO_BW, "2.4g": BW_2_4_GHZ }, bandwidth))
          .default([125_000], "125000"),
      )
      .addOption(
        new Option("--direction <which>", "uplinks, downlinks (inverted I/Q) or both")
          .choices(["up", "down", "both"])
          .default("both"),
      )
      .option("--max-bias <hz>", "largest bias to search (default: 50 ppm)", number)
      .option("--centre-bias <hz>", "the receiver's known bias, to search around", number)
      .option("--implicit <bytes>", "frames without header, of that length", integer(0, 255))
      .option("--cr <n>", "their coding rate 4/(4+n), 1 to 4", integer(1, 4), 1)
      .option("--no-crc", "they carry no CRC")
      .option("--lo <hz>", "what the receiver's tuner adds to the carrier alone", number, 0)
      .option("--lo-sd <hz>", "how well that is known", number, 0)
      .option("--json", "JSON Lines on stdout")
      .action(async (file: string, options: AnalyzeOptions) => {
        const { runAnalyze } = await import("../phy/run-analyze.ts");
        await runAnalyze(file, options);
      });
  },
};
