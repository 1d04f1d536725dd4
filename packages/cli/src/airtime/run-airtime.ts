import { CallerError } from "@lorats/base";
import { getRegion, type LoraFrame, type SpreadingFactor } from "@lorats/lorawan";
import { courseFigures } from "./course.ts";
import {
  type AirtimeFigures,
  dataRateFigures,
  DATA_FRAME_OVERHEAD,
  loraFigures,
} from "./figures.ts";
import { describeAirtime, describeCourse } from "./report.ts";

/** What the command line says. */
export interface AirtimeOptions {
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

/** The lines that answer it. */
export function runAirtime(options: AirtimeOptions): string[] {
  if (options.course) {
    const figures = courseFigures();
    return options.json ? figures.map((figure) => JSON.stringify(figure)) : describeCourse(figures);
  }
  const figures = figuresOf(options);
  return options.json ? [JSON.stringify(figures)] : describeAirtime(figures);
}

function figuresOf(options: AirtimeOptions): AirtimeFigures {
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

function frameOf(options: AirtimeOptions, phyBytes: number): LoraFrame {
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
