import { type Command, Option } from "commander";
import type { CliCommand } from "../command.ts";
import { bandwidth, hex, integer, number } from "../phy/options.ts";
import type { SynthOptions } from "../phy/run-synth.ts";

/** `lorats phy synth`: a recording of one LoRa frame, made from its parameters. */
export const PHY_SYNTH: CliCommand = {
  path: ["phy", "synth"],
  summary: "make a recording of a LoRa frame",
  configure(command: Command): void {
    command
      .requiredOption("--sf <n>", "spreading factor, 5 to 12", integer(5, 12))
      .option("--bw <hz>", "bandwidth", bandwidth, 125_000)
      .requiredOption("--rate <hz>", "sample rate", number)
      .option("--snr <db>", "signal to noise within the bandwidth (default: no noise)", number)
      .option("--bias <hz>", "bias at the middle of preamble, sync word and SFD", number, 0)
      .option("--drift <hz/s>", "linear drift of the carrier", number, 0)
      .option("--onset <s>", "start of the first chirp", number, 0.01)
      .option("--phase <rad>", "carrier phase at the onset", number, 0)
      .option("--cr <n>", "coding rate 4/(4+n), 1 to 4", integer(1, 4), 1)
      .addOption(
        new Option("--payload <hex>", "payload bytes")
          .argParser(hex)
          .default(Uint8Array.from([1, 2, 3, 4]), "01020304"),
      )
      .addOption(
        new Option("--sync <byte>", "sync word").argParser(integer(0, 255)).default(0x34, "0x34"),
      )
      .option("--preamble <n>", "up-chirps before the sync word", integer(1, 65_535), 8)
      .option("--seed <n>", "of the noise", integer(0, 0xffff_ffff), 1)
      .option("--format <name>", "cf32, cs16, cs8 or cu8 (default: by extension, else cf32)")
      .option("--freq <hz>", "tuned frequency; the symbol clock then follows the bias", number)
      .option("--offset <hz>", "channel centre relative to the tuned frequency", number, 0)
      .option("--clock-ppm <ppm>", "symbol clock apart from the carrier", number, 0)
      .option("--lead-in <s>", "plain carrier before the first chirp", number, 0)
      .option("--ramp <s>", "time for the amplitude to rise", number, 0)
      .option("--duration <s>", "length (default: the frame and a little more)", number)
      .addOption(
        new Option(
          "--ldro <state>",
          "low data rate optimisation (default: by symbol length)",
        ).choices(["on", "off"]),
      )
      .option("--no-header", "implicit header")
      .option("--no-crc", "no payload CRC")
      .option("--invert-iq", "conjugated, as downlinks are")
      .option("--dc <fs>", "DC offset of the receiver on I, in full scales", number, 0)
      .option("--imbalance-db <db>", "gain imbalance of I against Q", number, 0)
      .option("--imbalance-deg <deg>", "phase imbalance of I against Q", number, 0)
      .requiredOption(
        "-o, --output <file>",
        "samples; metadata goes to FILE.sigmf-meta. - writes stdout",
      )
      .action(async (options: SynthOptions) => {
        const { runSynth } = await import("../phy/run-synth.ts");
        runSynth(options);
      });
  },
};
