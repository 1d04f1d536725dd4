import { RecentMap } from "@lorats/base";
import type { FrameMeasurements } from "@lorats/platform";
import { chunks } from "./chunks.ts";
import type { SqlDatabase } from "./sql-database.ts";
import { Templates } from "./template.ts";

/** Devices whose series are remembered. */
const DEVICES = 20_000;
const ORIGINS = 1000;

type SeriesIds = Map<string, number>;
type Origin = Pick<FrameMeasurements, "tenantId" | "applicationId" | "madeBy">;

/** The numbers that stand for what frames name. */
export interface Numbered {
  /** By the series' name. */
  seriesOf(deviceId: string): ReadonlyMap<string, number>;
  originOf(frame: Origin): number;
}

/** Numbers for the series of devices, and for who made values: each stands once in words, and rows name its number. */
export class MeasurementNames {
  readonly #db: SqlDatabase;
  readonly #templates = new Templates();
  readonly #series = new RecentMap<string, SeriesIds>(DEVICES);
  readonly #origins = new RecentMap<string, number>(ORIGINS);

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  /** Numbers for everything that these frames name; what has none is given one. */
  async of(frames: readonly FrameMeasurements[]): Promise<Numbered> {
    const series = await this.#seriesOf(frames);
    const origins = await this.#originsOf(frames);
    return {
      seriesOf: (deviceId) => series.get(deviceId)!,
      originOf: (frame) => origins.get(wordsOf(frame))!,
    };
  }

  /** What is gone from the database has no number any more. */
  forget(deviceIds: readonly string[]): void {
    for (const id of deviceIds) this.#series.delete(id);
  }

  async #seriesOf(frames: readonly FrameMeasurements[]): Promise<ReadonlyMap<string, SeriesIds>> {
    const known = new Map<string, SeriesIds>();
    const unread = new Set<string>();
    for (const { deviceId } of frames) {
      const ids = this.#series.get(deviceId);
      if (ids) known.set(deviceId, ids);
      else unread.add(deviceId);
    }
    await this.#readSeries([...unread], known);
    const lacking = new Map<string, Set<string>>();
    for (const { deviceId, values } of frames) {
      const ids = known.get(deviceId)!;
      for (const name in values) {
        if (ids.has(name)) continue;
        const names = lacking.get(deviceId);
        if (names) names.add(name);
        else lacking.set(deviceId, new Set([name]));
      }
    }
    if (lacking.size > 0) {
      await this.#addSeries(lacking);
      await this.#readSeries([...lacking.keys()], known);
    }
    return known;
  }

  async #readSeries(deviceIds: readonly string[], known: Map<string, SeriesIds>): Promise<void> {
    const queries = chunks(deviceIds).map((some) =>
      this.#db.build
        .selectFrom("measurement_series")
        .selectAll()
        .where("device_id", "in", some)
        .compile(),
    );
    const rows = (await this.#db.read(queries)).flat();
    for (const deviceId of deviceIds) {
      const ids: SeriesIds = new Map();
      known.set(deviceId, ids);
      this.#series.set(deviceId, ids);
    }
    for (const { id, device_id, name } of rows) known.get(device_id)!.set(name, Number(id));
  }

  async #addSeries(lacking: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> {
    const rows = [...lacking].flatMap(([id, names]) => [...names].map((name) => [id, name]));
    const columns = [0, 1].map((place) => rows.map((row) => row[place]!));
    const statement = (count: number) =>
      this.#templates.get(String(count), () =>
        this.#db.build
          .insertInto("measurement_series")
          .values(Array.from({ length: count }, () => ({ device_id: "", name: "" })))
          .onConflict((conflict) => conflict.columns(["device_id", "name"]).doNothing())
          .compile(),
      );
    await this.#db.write([{ columns, statement }]);
  }

  async #originsOf(frames: readonly FrameMeasurements[]): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    for (const frame of frames) {
      const words = wordsOf(frame);
      if (!found.has(words)) found.set(words, await this.#originOf(words, frame));
    }
    return found;
  }

  async #originOf(words: string, origin: Origin): Promise<number> {
    const remembered = this.#origins.get(words);
    if (remembered !== undefined) return remembered;
    const { build } = this.#db;
    const { tenantId: tenant_id, applicationId: application_id, madeBy: made_by } = origin;
    await build
      .insertInto("measurement_origins")
      .values({ tenant_id, application_id, made_by })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const { id } = await build
      .selectFrom("measurement_origins")
      .select("id")
      .where("tenant_id", "=", tenant_id)
      .where("application_id", "=", application_id)
      .where("made_by", "=", made_by)
      .executeTakeFirstOrThrow();
    this.#origins.set(words, Number(id));
    return Number(id);
  }
}

function wordsOf({ tenantId, applicationId, madeBy }: Origin): string {
  return `${tenantId}/${applicationId}/${madeBy}`;
}
