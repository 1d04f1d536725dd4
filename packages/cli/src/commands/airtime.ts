import { CallerError } from "@lorats/base";
import { InvalidArgumentError, Option, type Command } from "commander";
import type { CliCommand } from "../command.ts";
import type { AirtimeOptions } from "../airtime/run-airtime.ts";

/** `lorats airtime`: how long a frame lasts and how often it may be sent. */
export const AIRTIME: CliCommand = {
  path: ["airtime"],
  summary: "time on air of a frame, and how often it may be sent",
  configure(command: Command): void {
    command
      .option("--sf <n>", "spreading factor, 5 to 12", integer(5, 12))
      .option(
        "--dr <n>",
        "instead of --sf: a data rate of the region, also FSK and LR-FHSS",
        integer(0, 15),
      )
      .option("--bw <hz>", "bandwidth in Hz (or kHz below 10000)", bandwidth, 125_000)
      .option("--size <bytes>", "PHYPayload: all bytes of the LoRaWAN frame", integer(0, 255))
      .option("--app <bytes>", "instead of --size: bytes of data in a data frame", integer(0, 242))
      .option("--cr <n>", "coding rate 4/(4+n), 1 to 4", integer(1, 4), 1)
      .option("--preamble <symbols>", "preamble chirps (8; 12 for SF5 and SF6)", integer(4, 65_535))
      .option("--no-header", "implicit header, as beacons have")
      .option("--no-crc", "no payload CRC, as downlinks have")
      .addOption(
        new Option(
          "--ldro <state>",
          "low data rate optimisation, by the symbol's length unless told",
        ).choices(["on", "off"]),
      )
      .option("--region <id>", "whose limits to show", "EU868")
      .option("--course", "recompute the figures of an LPWAN course, and say where they differ")
      .option("--json", "JSON Lines on stdout")
      .action(async (options: AirtimeOptions) => {
        refuseBesideDataRate(command);
        const { runAirtime } = await import("../airtime/run-airtime.ts");
        process.stdout.write(`${runAirtime(options).join("\n")}\n`);
      });
  },
};

/** A data rate says how a frame is sent: what contradicts it would have to be ignored. */
function refuseBesideDataRate(command: Command): void {
  if (command.getOptionValue("dr") === undefined) return;
  for (const option of ["bw", "cr", "preamble", "header", "ldro"]) {
    if (command.getOptionValueSource(option) !== "cli") continue;
    const flag = command.options.find((one) => one.attributeName() === option)!.long;
    throw new CallerError("CLI_BAD_ARGUMENT", `--dr leaves no room for ${flag}: use --sf`);
  }
}

function integer(low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === "" || !Number.isInteger(value) || value < low || value > high) {
      throw new InvalidArgumentError(`expected a whole number from ${low} to ${high}.`);
    }
    return value;
  };
}

/** 125000 and 125 both mean 125 kHz; 812 is the usual name of 812.5 kHz. */
function bandwidth(text: string): number {
  const value = Number(text);
  const hz = value < 10_000 ? value * 1000 : value;
  if (!(hz >= 7800 && hz <= 1_625_000)) {
    throw new InvalidArgumentError("expected a bandwidth such as 125000.");
  }
  return hz === 812_000 ? 812_500 : hz;
}
