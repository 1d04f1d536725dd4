import { readFileSync } from "node:fs";
import path from "node:path";
import { parseInstant, type Instant } from "@lorats/base";

interface SentFrame {
  readonly sender: string;
  readonly onset: string;
  readonly phyPayload: string;
}

/** What really happened in a world, from the file that only evaluation reads. */
export interface Truth {
  /** When the frames of a device with a counter left: one that was not acknowledged is sent again. */
  onsetsOf(devEui: string, fCnt: number): Instant[];
  /** Counters of its frames that attackers sent again. */
  replaysOf(devEui: string): number[];
}

export function readTruth(folder: string): Truth {
  const frames = readFileSync(path.join(folder, "truth.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as SentFrame)
    .filter(({ phyPayload }) => ["40", "80"].includes(phyPayload.slice(0, 2)));
  return {
    onsetsOf: (devEui, fCnt) =>
      frames
        .filter((frame) => frame.sender === devEui && counterOf(frame) === (fCnt & 0xffff))
        .map(({ onset }) => parseInstant(onset)),
    replaysOf: (devEui) => {
      const own = new Set(
        frames.filter(({ sender }) => sender === devEui).map(({ phyPayload }) => phyPayload),
      );
      return frames
        .filter(({ sender, phyPayload }) => sender.startsWith("attacker:") && own.has(phyPayload))
        .map(counterOf);
    },
  };
}

function counterOf({ phyPayload }: SentFrame): number {
  return Number.parseInt(phyPayload.slice(14, 16) + phyPayload.slice(12, 14), 16);
}
