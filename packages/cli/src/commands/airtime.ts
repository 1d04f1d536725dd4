import { CallerError } from "@lorats/base";
import { getRegion, type LoraFrame, type SpreadingFactor } from "@lorats/lorawan";
import { InvalidArgumentError, Option, type Command } from "commander";
import type { CliCommand } from "../command.ts";
import { courseFigures } from "../airtime/course.ts";
import {
  type AirtimeFigures,
  dataRateFigures,
  DATA_FRAME_OVERHEAD,
  loraFigures,
} from "../airtime/figures.ts";
import { describeAirtime, describeCourse } from "../airtime/report.ts";

interface Options {
  readonly sf?: number;
  readonly dr?: number;
  readonly bw: number;
  readonly size?: number;
  readonly app?: number;
  readonly cr: number;
  readonly preamble?: number;
  readonly header: boolean;
  readonly crc: boolean;
  readonly ldro?: "on" | "off";
  readonly region: string;
  readonly course?: boolean;
  readonly json?: boolean;
}

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
      .action((options: Options) => {
        refuseBesideDataRate(command);
        process.stdout.write(`${run(options).join("\n")}\n`);
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

function run(options: Options): string[] {
  if (options.course) {
    const figures = courseFigures();
    return options.json ? figures.map((figure) => JSON.stringify(figure)) : describeCourse(figures);
  }
  const figures = figuresOf(options);
  return options.json ? [JSON.stringify(figures)] : describeAirtime(figures);
}

function figuresOf(options: Options): AirtimeFigures {
  const { sf, dr, size, app } = options;
  if ((sf === undefined) === (dr === undefined)) {
    throw new CallerError("CLI_BAD_ARGUMENT", "either --sf or --dr says how the frame is sent");
  }
  if ((size === undefined) === (app === undefined)) {
    throw new CallerError("CLI_BAD_ARGUMENT", "either --size or --app says how long the frame is");
  }
  const region = getRegion(options.region);
  const phyBytes = size ?? app! + DATA_FRAME_OVERHEAD;
  if (dr !== undefined) return dataRateFigures(region, dr, phyBytes, options.crc);
  return loraFigures(frameOf(options, phyBytes), region);
}

function frameOf(options: Options, phyBytes: number): LoraFrame {
  return {
    sf: options.sf as SpreadingFactor,
    bwHz: options.bw,
    phyBytes,
    codingRate: options.cr as 1 | 2 | 3 | 4,
    explicitHeader: options.header,
    crc: options.crc,
    ...(options.preamble === undefined ? {} : { preambleSymbols: options.preamble }),
    ...(options.ldro === undefined ? {} : { lowDataRate: options.ldro === "on" }),
  };
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
