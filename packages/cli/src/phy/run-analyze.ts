import type { SingleBar } from "cli-progress";
import { type ReceivedFrame, frameJson } from "@lorats/phy";
import { progressBar } from "../progress.ts";
import { analyze } from "./analysis.ts";
import { type Recording, openRecording } from "./recording.ts";
import { describeFrame } from "./report.ts";

/** What `lorats phy analyze` was told. */
export interface AnalyzeOptions {
  readonly format?: string;
  readonly rate?: number;
  readonly freq?: number;
  readonly offset: number;
  readonly sf: readonly number[];
  readonly bw: readonly number[];
  readonly direction: "up" | "down" | "both";
  readonly maxBias?: number;
  readonly centreBias?: number;
  readonly implicit?: number;
  readonly cr: number;
  readonly crc: boolean;
  readonly lo: number;
  readonly loSd: number;
  readonly json?: boolean;
}

/** SF5 to SF12. */
const ALL_SFS = 8;

/** Prints every frame of a recording as it is found. */
export async function runAnalyze(file: string, options: AnalyzeOptions): Promise<void> {
  const recording = openRecording(file, options);
  if (recording.doubt) process.stderr.write(`warning: ${recording.doubt}\n`);
  const bar = await progress(recording);
  let found = 0;
  try {
    const flags = {
      sfs: options.sf,
      bwsHz: options.bw,
      offsetHz: options.offset,
      direction: options.direction,
      maxBiasHz: options.maxBias,
      centreBiasHz: options.centreBias,
      receiverLo: { hz: options.lo, sdHz: options.loSd },
      implicit:
        options.implicit === undefined
          ? undefined
          : { length: options.implicit, cr: options.cr, crc: options.crc },
    };
    for await (const frame of analyze(recording, flags, (bytes) => bar?.increment(bytes))) {
      found++;
      print(frame, options.json ?? false);
    }
  } finally {
    bar?.stop();
  }
  if (found === 0 && !options.json) process.stdout.write(`${nothingFound(recording, options)}\n`);
}

/** What was looked for, and how to look for more. */
function nothingFound({ sampleRateHz }: Recording, { sf, bw, offset }: AnalyzeOptions): string {
  const khz = bw.map((bwHz) => bwHz / 1000).join(", ");
  const hints = [
    "--bw auto tries 125, 250 and 500 kHz, --bw 2.4g those of 2.4 GHz",
    ...(sf.length < ALL_SFS ? ["--sf auto tries SF5 to SF12"] : []),
    ...(sampleRateHz > 2 * Math.max(...bw)
      ? ["--offset HZ says where the channel lies in the recording"]
      : []),
  ];
  const where = offset === 0 ? "the tuned frequency" : `${offset / 1000} kHz off it`;
  return `no frames found at ${khz} kHz about ${where}: ${hints.join("; ")}`;
}

function print(frame: ReceivedFrame, json: boolean): void {
  process.stdout.write(`${json ? JSON.stringify(frameJson(frame)) : describeFrame(frame)}\n`);
}

async function progress({ bytes }: Recording): Promise<SingleBar | undefined> {
  if (bytes === null) return undefined;
  return await progressBar(bytes, "{bar} {percentage} % | {eta} s left");
}
