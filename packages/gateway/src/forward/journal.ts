import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { type Instant, UnavailableError } from "@lorats/base";
import { makeDirectory } from "@lorats/base/node";
import { acknowledgementLine, datagramLine, parseJournalLine } from "./journal-lines.ts";

/** A datagram that has to reach one or several servers. */
export interface StoredDatagram {
  readonly id: number;
  /** When the gateway took it over. */
  readonly receivedAt: Instant;
  bytes: Uint8Array;
  /** Names of the servers that have not acknowledged it. */
  readonly pending: Set<string>;
}

export interface JournalOptions {
  readonly directory: string;
  /** What the files may take together; beyond it the oldest datagrams are given up. */
  readonly maxBytes: number;
  readonly servers: readonly string[];
}

interface Segment {
  readonly path: string;
  readonly ids: Set<number>;
  bytes: number;
}

const SEGMENTS = 16;
const MOST_MISSING = 10_000;
/** What passes by itself, or when somebody makes room. */
const NO_ROOM: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EROFS", "EIO"]);

/**
 * Keeps datagrams on disk until every server has them. Files of JSON Lines, in the order of arrival:
 *
 *     {"id":17,"at":"2026-11-21T06:48:19.123456789Z","data":"base64"}   a datagram, or its newer version
 *     {"ack":17,"server":"eu1"}                                          one server has it
 *     {"ack":17,"server":"eu2","done":true}                              and now all that there were
 *
 * A file goes when all of its datagrams are gone. Lines are written at once and survive the end of the process. A line cut short by a
 * power cut is skipped. What a full disk does not take stays in memory, within the same bound, and is sent all the same; it is written
 * when there is room again.
 */
export class Journal {
  readonly #options: JournalOptions;
  readonly #entries = new Map<number, StoredDatagram>();
  #segments: Segment[] = [];
  #fd: number | null = null;
  #nextId = 1;
  #nextFile = 1;
  /** Datagrams given up because the journal was full, and lines that could not be read at start. */
  dropped = 0;
  unreadable = 0;
  /** Lines that could not be written, and why the last of them could not; null once writing works again. */
  unwritten = 0;
  trouble: string | null = null;
  #isTorn = false;
  #isClosed = false;
  readonly #missing = new Set<number>();
  #missingAcks: string[] = [];

  /** @throws {UnavailableError} `GW_SPOOL` when the directory cannot be used */
  constructor(options: JournalOptions) {
    this.#options = options;
    try {
      makeDirectory(options.directory);
      this.#load();
      this.#begin();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new UnavailableError("GW_SPOOL", `cannot use the spool directory: ${reason}`, {
        cause,
      });
    }
  }

  /** Datagrams that a restart would lose, since the disk does not take them. */
  get inMemoryOnly(): number {
    return this.#missing.size;
  }

  /** Oldest first. */
  get entries(): readonly StoredDatagram[] {
    return [...this.#entries.values()];
  }

  get size(): number {
    return this.#entries.size;
  }

  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  append(bytes: Uint8Array, receivedAt: Instant): StoredDatagram {
    const pending = new Set(this.#options.servers);
    const entry: StoredDatagram = { id: this.#nextId++, receivedAt, bytes, pending };
    this.#entries.set(entry.id, entry);
    this.#writeEntry(entry);
    if (this.trouble === null) this.#catchUp();
    return entry;
  }

  /** The same datagram, with more in it. */
  replace(entry: StoredDatagram, bytes: Uint8Array): void {
    if (!this.#entries.has(entry.id)) return;
    entry.bytes = bytes;
    this.#writeEntry(entry);
  }

  acknowledge(entry: StoredDatagram, server: string): void {
    if (!entry.pending.delete(server) || !this.#entries.has(entry.id)) return;
    const done = entry.pending.size === 0;
    const line = acknowledgementLine(entry.id, server, done);
    // Without its acknowledgement a datagram is sent once more after a restart: that does no harm, so there is a bound.
    if (!this.#write(line) && this.#missingAcks.length < MOST_MISSING) this.#missingAcks.push(line);
    else if (this.trouble === null) this.#catchUp();
    if (done) this.#forget(entry.id);
  }

  /** While the disk is full: looks whether there is room again. */
  retry(): void {
    if (this.trouble !== null && this.#write("")) this.#catchUp();
  }

  close(): void {
    this.#isClosed = true;
    if (this.#fd === null) return;
    try {
      fsyncSync(this.#fd);
    } catch (error) {
      this.#note(error);
    }
    closeSync(this.#fd);
    this.#fd = null;
  }

  #writeEntry(entry: StoredDatagram): void {
    this.#segments.at(-1)!.ids.add(entry.id);
    if (!this.#write(datagramLine(entry))) this.#missing.add(entry.id);
  }

  /** Writes what a full disk did not take. */
  #catchUp(): void {
    const missing = [...this.#missing];
    const acks = this.#missingAcks;
    this.#missing.clear();
    this.#missingAcks = [];
    for (const id of missing) {
      const entry = this.#entries.get(id);
      if (entry) this.#writeEntry(entry);
    }
    for (const line of acks) if (!this.#write(line)) this.#missingAcks.push(line);
  }

  /** Whether the disk took it. */
  #write(line: string): boolean {
    if (this.#isClosed) return false;
    if (this.#fd === null) this.#tryToRoll();
    if (this.#fd === null) return false;
    // After a line that was cut short a new one begins.
    const bytes = Buffer.from(`${this.#isTorn ? "\n" : ""}${line}\n`);
    try {
      const written = writeSync(this.#fd, bytes);
      this.#isTorn = written < bytes.length;
      if (this.#isTorn) throw new Error("only a part of a line could be written");
      this.trouble = null;
    } catch (error) {
      this.#isTorn = true;
      this.#note(error);
    }
    const segment = this.#segments.at(-1)!;
    segment.bytes += bytes.length;
    const isWritten = this.trouble === null;
    if (segment.bytes >= this.#options.maxBytes / SEGMENTS) this.#tryToRoll();
    return isWritten;
  }

  #tryToRoll(): void {
    try {
      this.#roll();
    } catch (error) {
      this.#note(error);
    }
  }

  #note(error: unknown): void {
    this.unwritten++;
    this.trouble = error instanceof Error ? error.message : String(error);
  }

  #forget(id: number): void {
    this.#entries.delete(id);
    for (const segment of this.#segments) segment.ids.delete(id);
    this.#clean();
  }

  /** A disk that is full from the start is no reason not to pass frames on. */
  #begin(): void {
    try {
      this.#roll();
    } catch (error) {
      if (!NO_ROOM.has((error as NodeJS.ErrnoException).code)) throw error;
      this.#note(error);
      this.#segments.push({ path: this.#nextPath, ids: new Set(), bytes: 0 });
    }
  }

  get #nextPath(): string {
    return join(this.#options.directory, `${String(this.#nextFile).padStart(8, "0")}.jsonl`);
  }

  #roll(): void {
    const path = this.#nextPath;
    const fd = openSync(path, "a");
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = fd;
    this.#isTorn = false;
    this.#nextFile++;
    this.#segments.push({ path, ids: new Set(), bytes: 0 });
    while (this.bytes > this.#options.maxBytes && this.#segments.length > 1) this.#giveUpOldest();
    this.#clean();
  }

  /** Files are removed from the front only: an acknowledgement must not go before what it is about. */
  #clean(): void {
    while (this.#segments.length > 1 && this.#segments[0]!.ids.size === 0) {
      this.#remove(this.#segments.shift()!);
    }
    const last = this.#segments[0]!;
    if (this.#entries.size === 0 && last.bytes > 65_536) this.#tryToRoll();
  }

  #giveUpOldest(): void {
    const segment = this.#segments[0]!;
    for (const id of segment.ids) {
      // A newer version of it may be in a later file.
      if (this.#segments.slice(1).some((later) => later.ids.has(id))) continue;
      this.#entries.get(id)?.pending.clear();
      this.#entries.delete(id);
      this.dropped++;
    }
    segment.ids.clear();
    this.#remove(segment);
    this.#segments.shift();
  }

  /** A file that stays is read once more after a restart: that does no harm. */
  #remove({ path }: Segment): void {
    try {
      rmSync(path, { force: true });
    } catch (error) {
      this.#note(error);
    }
  }

  #load(): void {
    const { directory, servers } = this.#options;
    const names = readdirSync(directory)
      .filter((name) => name.endsWith(".jsonl"))
      .sort();
    for (const name of names) {
      const path = join(directory, name);
      const text = existsSync(path) ? readFileSync(path, "utf8") : "";
      const segment: Segment = { path, ids: new Set(), bytes: Buffer.byteLength(text) };
      this.#segments.push(segment);
      for (const line of text.split("\n")) if (line !== "") this.#readLine(line, segment, servers);
      this.#nextFile = Math.max(this.#nextFile, Number.parseInt(name, 10) + 1);
    }
    for (const segment of this.#segments) {
      for (const id of segment.ids) if (!this.#entries.has(id)) segment.ids.delete(id);
    }
    // What was written late belongs where it came.
    const ordered = [...this.#entries].sort(([a], [b]) => a - b);
    this.#entries.clear();
    for (const [id, entry] of ordered) this.#entries.set(id, entry);
  }

  #readLine(line: string, segment: Segment, servers: readonly string[]): void {
    const record = parseJournalLine(line);
    if (record === null) {
      this.unreadable++;
    } else if ("ack" in record) {
      const entry = this.#entries.get(record.ack);
      entry?.pending.delete(record.server);
      if (record.done || entry?.pending.size === 0) this.#entries.delete(record.ack);
    } else {
      const { id, receivedAt, bytes } = record;
      const known = this.#entries.get(id);
      if (known) known.bytes = bytes;
      else this.#entries.set(id, { id, receivedAt, bytes, pending: new Set(servers) });
      segment.ids.add(id);
      this.#nextId = Math.max(this.#nextId, id + 1);
    }
  }
}
