import { annotatePushData, type LtsReport, type Rxpk } from "@lorats/backhaul";
import type { StoredDatagram } from "../forward/journal.ts";

/** A PUSH_DATA whose frames wait for their sightings. */
export class PendingPush {
  readonly entry: StoredDatagram;
  readonly uplinks: readonly Rxpk[];
  readonly #reports: (LtsReport | undefined)[];
  #open: number;

  constructor(entry: StoredDatagram, uplinks: readonly Rxpk[]) {
    this.entry = entry;
    this.uplinks = uplinks;
    this.#reports = uplinks.map(() => undefined);
    this.#open = uplinks.length;
  }

  /** Decides one frame; true when that was the last. */
  decide(index: number, report: LtsReport | undefined): boolean {
    this.#reports[index] = report;
    this.#open--;
    return this.#open === 0;
  }

  /** The datagram with what was found; undefined when nothing was, and it goes out as it came. */
  annotated(): Uint8Array | undefined {
    if (this.#reports.every((report) => report === undefined)) return undefined;
    const result = annotatePushData(this.entry.bytes, this.#reports);
    return result.ok ? result.value : undefined;
  }
}
