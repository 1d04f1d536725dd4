import path from "node:path";
import { DatabaseSync } from "node:sqlite";

const FRAMES_AT_ONCE = 1000;
const NS_PER_S = 1_000_000_000n;
const BEGIN = 1_795_219_200_000_000_000n;

export interface BareRows {
  readonly frames: number;
  readonly devices: number;
  readonly values: number;
}

/**
 * What SQLite takes on this machine for the rows that measurements are kept in, roll-ups left out, and for nothing else: prepared
 * statements in a loop of this thread, a thousand frames a transaction, with the same syncs.
 *
 * @returns milliseconds of the thread's processor time and on the clock, and the rows
 */
export function writeBareRows(
  folder: string,
  { frames, devices, values }: BareRows,
): { readonly cpuMs: number; readonly ms: number; readonly rows: number } {
  const db = new DatabaseSync(path.join(folder, "bare.db"));
  db.exec("pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -16384");
  db.exec(
    `create table frames (number integer primary key, frame text not null unique, time integer,
       said text, origin_id integer) strict;
     create table points (series_id integer, time integer, frame_number integer, value real,
       primary key (series_id, time, frame_number)) strict, without rowid`,
  );
  const frame = db.prepare("insert into frames values (?, ?, ?, ?, 1)");
  const point = db.prepare("insert into points values (?, ?, ?, ?)");
  const ids = Array.from({ length: frames }, () => crypto.randomUUID() as string).toSorted();
  const said = Array.from({ length: values }, (_, i) => `${i}:${i + 0.5}`).join(",");
  const [cpu, began] = [process.threadCpuUsage(), performance.now()];
  for (let at = frames; at > 0; at -= FRAMES_AT_ONCE) {
    db.exec("begin");
    for (let n = at - 1; n >= Math.max(0, at - FRAMES_AT_ONCE); n--) {
      frame.run(frames - n, ids[n]!, BEGIN + BigInt(n) * NS_PER_S, said);
    }
    // By series, as their table is.
    for (let series = 0; series < devices * values; series++) {
      const device = Math.floor(series / values);
      const last = device + devices * Math.floor((at - 1 - device) / devices);
      for (let n = last; n >= Math.max(0, at - FRAMES_AT_ONCE); n -= devices) {
        point.run(series, BEGIN + BigInt(n) * NS_PER_S, frames - n, (n % 1000) / 10);
      }
    }
    db.exec("commit");
  }
  const { user, system } = process.threadCpuUsage(cpu);
  const ms = performance.now() - began;
  db.close();
  return { cpuMs: (user + system) / 1000, ms, rows: frames * (1 + values) };
}
