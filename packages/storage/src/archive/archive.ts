import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { InternalError, RecentMap, UnavailableError } from "@lorats/base";
import { makeDirectory } from "@lorats/base/node";
import type { Damage } from "../log/integrity.ts";
import { unpackRows, type LogRow, type PackedEvents } from "../log/packed.ts";
import type { LogQuery } from "../log/query.ts";
import { syncDirectory } from "../sqlite/directory.ts";
import { expiringOf, type Expiring } from "./expiry.ts";
import { RETENTION_CLASSES, type Retention, type RetentionClass } from "./retention.ts";
import {
  damageOf,
  encodeSegment,
  matches,
  mayHold,
  newestOf,
  rangeOfName,
  readSummary,
  Segment,
  segmentName,
  type Range,
  type SegmentRow,
  type Summary,
} from "./segment.ts";

/** Segments that stay open: followers and pages of one search come back to the same. */
const OPEN_AT_ONCE = 4;
/** What is known of segments without opening them: searches ask many whether they hold something. */
const SUMMARIES = 256;

export interface FoundRows {
  readonly rows: readonly LogRow[];
  readonly damaged: readonly number[];
  /** Whether the archive has more. */
  readonly hasMore: boolean;
  readonly last: number | undefined;
}

/** What has to go of a stretch. */
export interface DueExpiry extends Expiring {
  readonly classes: readonly RetentionClass[];
}

interface Age {
  readonly newest: bigint;
  readonly expired: readonly RetentionClass[];
}

/** What was found in a stretch of the archive. */
export interface CheckedArchive {
  readonly checked: number;
  readonly damage: readonly Damage[];
}

/**
 * Old stretches of the log in a folder, a Parquet file each, from the first event on without a gap. Files are written whole
 * or not at all; what has expired leaves with a file that takes the old one's place. A part that cannot be read costs its own events only.
 */
export class Archive {
  readonly #folder: string;
  readonly #open = new Map<string, Segment | undefined>();
  readonly #summaries = new RecentMap<string, Summary>(SUMMARIES);
  readonly #ages = new Map<string, Age>();
  #ranges: readonly Range[] = [];
  #listedAt: bigint | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The stretches that there are, oldest first. */
  ranges(): readonly Range[] {
    const changedAt = statSync(this.#folder, { bigint: true, throwIfNoEntry: false })?.mtimeNs;
    if (changedAt === undefined) return [];
    // Within the clock's resolution a folder may change unseen, so one that has just changed is read again.
    const isFresh = changedAt > BigInt(Date.now() - 2000) * 1_000_000n;
    if (changedAt !== this.#listedAt || isFresh) {
      const found = readdirSync(this.#folder).flatMap((name) => rangeOfName(name) ?? []);
      this.#ranges = found.toSorted((a, b) => a.first - b.first);
      this.#listedAt = changedAt;
    }
    return this.#ranges;
  }

  /** Position of the newest event here, 0 when there is none. */
  end(): number {
    return this.ranges().at(-1)?.last ?? 0;
  }

  /**
   * Adds the stretch that follows the last one; it is on the disk, and was read back, once this returns.
   * @throws {UnavailableError} `STORE_…`; nothing is left behind then
   */
  async add(range: Range, packed: PackedEvents, left: readonly number[]): Promise<void> {
    if (range.first !== this.end() + 1) {
      const what = `${segmentName(range)} does not follow the last segment`;
      throw new InternalError("STORE_DEFECT", what);
    }
    await this.#write(range, [...unpackRows(packed)], { left });
  }

  /**
   * What would go of a stretch that another one follows, if both of them are older than what is kept of a class. Nothing where
   * either is damaged: what is left of it is evidence.
   */
  async expiring(range: Range, next: Range, retention: Retention): Promise<DueExpiry | undefined> {
    const [own, after] = [await this.#age(range), await this.#age(next)];
    if (!own || !after) return undefined;
    const newest = own.newest > after.newest ? own.newest : after.newest;
    const classes = RETENTION_CLASSES.filter((one) => {
      const before = retention[one];
      return before !== undefined && newest < before && !own.expired.includes(one);
    });
    if (classes.length === 0) return undefined;
    const [rows, nextRows] = [await this.#intactRows(range), await this.#intactRows(next)];
    if (!rows || !nextRows) return undefined;
    return { classes, ...expiringOf(rows, nextRows, new Set(classes)) };
  }

  /**
   * Writes a stretch anew without what has expired; either the old file is there or the new one.
   * @throws {UnavailableError} `STORE_…`
   */
  async expire(range: Range, { classes, positions }: DueExpiry): Promise<void> {
    const summary = this.#summary(range);
    const rows = await this.#intactRows(range);
    if (!summary || !rows) return;
    const gone = new Set(positions);
    const kept = rows.filter(({ position }) => !gone.has(position));
    const expired = [...(summary.expired ?? []), ...classes];
    const newest = summary.newest ?? String(newestOf(rows));
    await this.#write(range, kept, { left: summary.left, newest, expired });
  }

  async read(query: LogQuery): Promise<FoundRows> {
    const { after, before = Infinity, limit } = query;
    const isBackwards = query.before !== undefined;
    const found: (LogRow | number)[] = [];
    const ranges = this.ranges().filter(({ first, last }) => last > after && first < before);
    for (const range of isBackwards ? ranges.toReversed() : ranges) {
      for await (const one of this.#search(range, query, isBackwards)) {
        if (found.length === limit) return { ...sift(found), hasMore: true };
        found.push(one);
      }
    }
    return { ...sift(found), hasMore: false };
  }

  async get(positions: readonly number[]): Promise<Omit<FoundRows, "hasMore" | "last">> {
    const wanted = new Set(positions);
    const found: (LogRow | number)[] = [];
    for (const range of this.ranges()) {
      const inside = positions.filter((one) => one >= range.first && one <= range.last);
      if (inside.length === 0) continue;
      const [after, before] = [Math.min(...inside) - 1, Math.max(...inside) + 1];
      const query = { after, before, limit: Infinity };
      for await (const one of this.#search(range, query, false)) {
        if (wanted.has(typeof one === "number" ? one : one.position)) found.push(one);
      }
    }
    return sift(found);
  }

  /** Checks what is there of a stretch against its hashes and columns. */
  async check({ first, last }: Range): Promise<CheckedArchive> {
    let checked = 0;
    const damage: Damage[] = [];
    let next = first;
    for (const range of this.ranges()) {
      if (range.last < first || range.first > last) continue;
      if (range.first > next) damage.push({ position: next, reason: "segment" });
      next = range.last + 1;
      const from = Math.max(first, range.first);
      const segment = this.#segment(range);
      if (!segment) {
        damage.push({ position: from, reason: "segment" });
        continue;
      }
      for await (const part of segment.parts()) {
        if (!part.rows) damage.push({ position: part.range.first, reason: "segment" });
        for (const row of part.rows ?? []) {
          if (row.position < from || row.position > last) continue;
          checked++;
          const reason = damageOf(row);
          if (reason) damage.push({ position: row.position, reason });
        }
      }
    }
    return { checked, damage };
  }

  /** What a stretch has for a query, in its order; a position alone is one whose event cannot be read. */
  async *#search(
    range: Range,
    query: LogQuery,
    isBackwards: boolean,
  ): AsyncGenerator<LogRow | number> {
    const { after, before = Infinity } = query;
    const isInside = (position: number): boolean => position > after && position < before;
    const lost = (part: Range): number[] => {
      const all = positionsOf(part).filter(isInside);
      return isBackwards ? all.toReversed() : all;
    };
    const summary = this.#summary(range);
    if (summary && !mayHold(summary, query)) return;
    const segment = summary && this.#segment(range);
    if (!segment) {
      yield* lost(range);
      return;
    }
    const { left } = segment.summary;
    for await (const { range: part, rows } of segment.parts(isBackwards)) {
      // Whoever reads everything hears of each event that is lost; whether a filter asks for it nobody can say.
      if (!rows) {
        if (!hasFilter(query)) yield* lost(part).filter((one) => !left.includes(one));
        continue;
      }
      for (const row of isBackwards ? rows.toReversed() : rows) {
        if (!isInside(row.position) || !matches(row, query)) continue;
        const { position, leaf, bytes } = row;
        yield damageOf(row) ? position : { position, leaf, bytes };
      }
    }
  }

  /** How old a stretch is, and what has gone of it; undefined when that cannot be read. */
  async #age(range: Range): Promise<Age | undefined> {
    const name = segmentName(range);
    const known = this.#ages.get(name);
    if (known) return known;
    const summary = this.#summary(range);
    const { newest } = summary ?? {};
    const rows = newest === undefined ? await this.#intactRows(range) : [];
    if (!summary || !rows) return undefined;
    const age = { newest: BigInt(newest ?? newestOf(rows)), expired: summary.expired ?? [] };
    this.#ages.set(name, age);
    return age;
  }

  /** Every event of a stretch; undefined when one of them is damaged. */
  async #intactRows(range: Range): Promise<readonly SegmentRow[] | undefined> {
    const all: SegmentRow[] = [];
    const segment = this.#segment(range);
    if (!segment) return undefined;
    for await (const { rows } of segment.parts()) {
      if (!rows || rows.some((row) => damageOf(row) !== undefined)) return undefined;
      all.push(...rows);
    }
    return all;
  }

  async #write(
    range: Range,
    rows: readonly LogRow[],
    said: Parameters<typeof encodeSegment>[2],
  ): Promise<void> {
    const name = segmentName(range);
    const file = path.join(this.#folder, name);
    const temporary = `${file}.part`;
    try {
      makeDirectory(this.#folder, 0o700);
      writeFileSync(temporary, encodeSegment(range, rows, said), { mode: 0o600 });
      const descriptor = openSync(temporary, "r+");
      fsyncSync(descriptor);
      closeSync(descriptor);
      await assertHolds(new Segment(contentOf(temporary)), rows);
      renameSync(temporary, file);
      syncDirectory(this.#folder);
      this.forget(range);
    } catch (cause) {
      rmSync(temporary, { force: true });
      const { code, message } = cause as NodeJS.ErrnoException;
      const kind = code === "ENOSPC" ? "STORE_FULL" : "STORE_UNWRITABLE";
      throw new UnavailableError(kind, `${file}: ${message}`, { cause });
    }
  }

  /** What was read of a stretch holds no longer: its file was written anew, maybe elsewhere. */
  forget(range: Range): void {
    const name = segmentName(range);
    this.#open.delete(name);
    this.#summaries.delete(name);
    this.#ages.delete(name);
  }

  /** Undefined when its footer cannot be read. */
  #summary(range: Range): Summary | undefined {
    const name = segmentName(range);
    const known = this.#summaries.get(name);
    if (known) return known;
    try {
      const summary = readSummary(path.join(this.#folder, name));
      this.#summaries.set(name, summary);
      return summary;
    } catch {
      return undefined;
    }
  }

  #segment(range: Range): Segment | undefined {
    const name = segmentName(range);
    if (this.#open.has(name)) return this.#open.get(name);
    let segment: Segment | undefined;
    try {
      segment = new Segment(contentOf(path.join(this.#folder, name)));
    } catch {
      segment = undefined;
    }
    if (this.#open.size >= OPEN_AT_ONCE) this.#open.delete(this.#open.keys().next().value!);
    this.#open.set(name, segment);
    return segment;
  }
}

function hasFilter({ tenantId, types, key }: LogQuery): boolean {
  return tenantId !== undefined || types !== undefined || key !== undefined;
}

function sift(found: readonly (LogRow | number)[]): Omit<FoundRows, "hasMore"> {
  const last = found.at(-1);
  return {
    rows: found.filter((one) => typeof one !== "number"),
    damaged: found.filter((one) => typeof one === "number"),
    last: typeof last === "object" ? last.position : last,
  };
}

function positionsOf({ first, last }: Range): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function contentOf(file: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(file));
}

/** The only copy goes once it is proven that there is another. */
async function assertHolds(segment: Segment, rows: readonly LogRow[]): Promise<void> {
  let count = 0;
  for await (const part of segment.parts()) {
    for (const row of part.rows ?? []) {
      const expected = rows[count++];
      const same = expected?.position === row.position && damageOf(row) === undefined;
      if (!same || !Buffer.from(row.leaf).equals(expected.leaf)) {
        throw new Error(`what was written of event ${row.position} is not what is there`);
      }
    }
  }
  if (count !== rows.length) throw new Error(`${count} of ${rows.length} events were written`);
}
