import { UnavailableError, type LoratsError } from "@lorats/base";
import pg from "pg";
import type { News } from "../log/news.ts";
import { NEWS_CHANNEL } from "./event-log.ts";
import { connectionConfig } from "./pool.ts";
import { postgresError } from "./postgres-error.ts";

/** "LrTS": the advisory lock by which servers tell that they share a database. */
const SERVER_LOCK = 0x4c72_5453;
const RECONNECT_MS = 500;

type OnProblem = (problem: LoratsError) => void;

/**
 * One connection that stays: it holds the lock that keeps a second server away from the same database, and hears
 * of what others append. When it breaks, it is made anew; until it holds the lock again nothing may be stored.
 */
export class Listener {
  readonly #url: string;
  readonly #news: News;
  readonly #onProblem: OnProblem;
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  private constructor(url: string, news: News, onProblem: OnProblem) {
    this.#url = url;
    this.#news = news;
    this.#onProblem = onProblem;
  }

  /** @throws {UnavailableError} `STORE_LOCKED` when another server holds the database, `STORE_UNREACHABLE`, … */
  static async open(url: string, news: News, onProblem: OnProblem): Promise<Listener> {
    const listener = new Listener(url, news, onProblem);
    await listener.#connect();
    return listener;
  }

  /** @throws {UnavailableError} `STORE_LOCKED` while it is not certain that nobody else writes */
  assertHeld(): void {
    if (this.#client) return;
    const why = "the connection that keeps other servers away is being made anew";
    throw new UnavailableError("STORE_LOCKED", `PostgreSQL: ${why}`);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await this.#client?.end();
  }

  async #connect(): Promise<void> {
    const client = new pg.Client(connectionConfig(this.#url));
    client.on("error", (error) => this.#lose(client, error));
    client.on("end", () => this.#lose(client, new Error("the connection ended")));
    client.on("notification", () => this.#news.wake());
    try {
      await client.connect();
      const { rows } = await client.query<{ held: boolean }>(
        "select pg_try_advisory_lock($1, hashtext(current_schema())) as held",
        [SERVER_LOCK],
      );
      if (!rows[0]!.held) {
        throw new UnavailableError("STORE_LOCKED", "PostgreSQL: another server uses this database");
      }
      await client.query(`listen ${NEWS_CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => {});
      throw postgresError(error);
    }
    if (this.#isClosed) await client.end();
    else this.#client = client;
  }

  #lose(client: pg.Client, error: Error): void {
    if (this.#isClosed || this.#client !== client) return;
    this.#client = undefined;
    this.#onProblem(postgresError(error));
    this.#reconnectLater();
  }

  #reconnectLater(): void {
    this.#retry = setTimeout(() => {
      this.#connect().then(
        () => this.#news.wake(),
        (error: LoratsError) => {
          if (this.#isClosed) return;
          if (error.code === "STORE_LOCKED") this.#onProblem(error);
          this.#reconnectLater();
        },
      );
    }, RECONNECT_MS);
  }
}
