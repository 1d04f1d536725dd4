import { type Instant, formatInstant } from "@lorats/base";
import { SPECTRUM_FLOOR_DBFS, SPECTRUM_STEP_DB, type SpectrumRow } from "./spectrum-row.ts";

/** A stretch of the waterfall as it travels: to the status page's readers, and to the server. */
export interface SpectrumPage {
  /** Middle of the band, and its width. */
  readonly centreHz: number;
  readonly spanHz: number;
  readonly bins: number;
  /** Level of code 0, and decibels from code to code. Relative to full scale, in a bin. */
  readonly floorDbfs: number;
  readonly stepDb: number;
  /** Seconds of a row. */
  readonly rowS: number;
  readonly rows: readonly SpectrumPageRow[];
  /** To ask for what follows. */
  readonly next: number;
}

export interface SpectrumPageRow {
  readonly seq: number;
  /** When the row began. */
  readonly at: string;
  /** One byte a bin, lowest frequency first, in base64. */
  readonly levels: string;
}

export interface SpectrumBand {
  readonly centreHz: number;
  readonly spanHz: number;
  readonly rowS: number;
}

interface Held {
  readonly seq: number;
  readonly at: Instant;
  readonly band: SpectrumBand;
  readonly levels: Uint8Array;
}

/** Keeps the last rows of the waterfall. A page never mixes bands: where the receiver was retuned, a new one begins. */
export class SpectrumRing {
  readonly #most: number;
  #rows: Held[] = [];
  #next = 1;

  constructor(rows: number) {
    this.#most = rows;
  }

  get next(): number {
    return this.#next;
  }

  add(row: SpectrumRow, at: Instant, band: SpectrumBand): void {
    this.#rows.push({ seq: this.#next++, at, band, levels: row.levels });
    // In batches, so that not every row moves all of them.
    if (this.#rows.length > 1.25 * this.#most) this.#rows = this.#rows.slice(-this.#most);
  }

  /** Rows from number `from` on, at most `limit` of them; null when there are none. */
  page(from: number, limit: number): SpectrumPage | null {
    const start = this.#rows.findIndex(({ seq }) => seq >= from);
    if (start < 0) return null;
    const { band, levels } = this.#rows[start]!;
    const rows = this.#rows.slice(start, start + limit).filter((row) => isSame(row.band, band));
    return {
      ...band,
      bins: levels.length,
      floorDbfs: SPECTRUM_FLOOR_DBFS,
      stepDb: SPECTRUM_STEP_DB,
      rows: rows.map((row) => ({
        seq: row.seq,
        at: formatInstant(row.at),
        levels: Buffer.from(row.levels).toString("base64"),
      })),
      next: rows.at(-1)!.seq + 1,
    };
  }
}

function isSame(a: SpectrumBand, b: SpectrumBand): boolean {
  return a.centreHz === b.centreHz && a.spanHz === b.spanHz;
}
