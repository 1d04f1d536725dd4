import { CallerError, errorLine, NS_PER_S, type Clock, type Instant } from "@lorats/base";
import { externalDataKey, newEvent, type EventLog } from "@lorats/events";
import { enrichmentKind, type EnrichmentSource } from "@lorats/platform";
import { get } from "../outbound/http-request.ts";
import { readInThread } from "./read-in-thread.ts";

export interface EnrichmentStatus {
  readonly fetched: number;
  readonly failed: number;
  /** Places that it is asked about. */
  readonly spots: number;
  /** Times that a place was one too many. */
  readonly refusedSpots: number;
  readonly lastAt?: Instant;
  readonly lastError?: string;
}

export interface RefresherParts {
  readonly source: EnrichmentSource;
  readonly secret: string | undefined;
  readonly log: EventLog;
  readonly clock: Clock;
  readonly allowPrivate: boolean;
  /** Told of every question, with what went wrong. */
  readonly asked: (error: string | undefined) => void;
}

const TIMEOUT_MS = 10_000;
/** A source is asked about so many places at most. */
const MAX_SPOTS = 200;
const FIRST_RETRY_MS = 30_000;

interface Spot {
  /** When a frame was last to be enriched with it; undefined where it is asked all the time. */
  wantedAt: Instant | undefined;
  failures: number;
  cancel: () => void;
}

/**
 * Asks one source, one question at a time, and appends what it says. Places are asked about at an interval for as long as frames
 * come from there; what fails is asked again after pauses that double up to that interval.
 */
export class Refresher {
  readonly #parts: RefresherParts;
  readonly #spots = new Map<string, Spot>();
  #queue: Promise<void> = Promise.resolve();
  #stopped = false;
  #status: EnrichmentStatus = { fetched: 0, failed: 0, spots: 0, refusedSpots: 0 };

  constructor(parts: RefresherParts) {
    this.#parts = parts;
    const { kind, settings } = parts.source;
    const fixed = enrichmentKind(kind)!.spot(settings, undefined);
    if (fixed !== undefined) this.#begin(fixed, undefined);
  }

  get status(): EnrichmentStatus {
    return { ...this.#status, spots: this.#spots.size };
  }

  /** A frame of this time is to be enriched with what is said there. */
  want(name: string, time: Instant): void {
    const spot = this.#spots.get(name);
    if (spot) {
      if (spot.wantedAt !== undefined && spot.wantedAt < time) spot.wantedAt = time;
    } else if (this.#isRecent(time)) {
      if (this.#spots.size < MAX_SPOTS) this.#begin(name, time);
      else this.#note({ refusedSpots: this.#status.refusedSpots + 1 });
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const { cancel } of this.#spots.values()) cancel();
  }

  #begin(name: string, wantedAt: Instant | undefined): void {
    const spot: Spot = { wantedAt, failures: 0, cancel: () => {} };
    this.#spots.set(name, spot);
    this.#schedule(name, spot, 0);
  }

  #schedule(name: string, spot: Spot, delayMs: number): void {
    if (this.#stopped) return;
    spot.cancel = this.#parts.clock.after(delayMs, () => {
      this.#queue = this.#queue.then(() => this.#refresh(name, spot));
    });
  }

  async #refresh(name: string, spot: Spot): Promise<void> {
    if (this.#stopped) return;
    if (spot.wantedAt !== undefined && !this.#isRecent(spot.wantedAt)) {
      this.#spots.delete(name);
      return;
    }
    const everyMs = this.#parts.source.refreshMinutes * 60_000;
    const error = await this.#ask(name).then(() => undefined, errorLine);
    if (this.#stopped) return;
    const { fetched, failed } = this.#status;
    if (error === undefined) {
      const { lastError: _, ...status } = this.#status;
      this.#status = { ...status, fetched: fetched + 1, lastAt: this.#parts.clock.now() };
      spot.failures = 0;
    } else {
      this.#note({ failed: failed + 1, lastError: error });
      spot.failures++;
    }
    this.#parts.asked(error);
    const retryMs = FIRST_RETRY_MS * 2 ** Math.min(spot.failures - 1, 20);
    this.#schedule(name, spot, error === undefined ? everyMs : Math.min(retryMs, everyMs));
  }

  async #ask(name: string): Promise<void> {
    const { source, secret, log, clock, allowPrivate } = this.#parts;
    const { id, tenantId, settings, holdsMinutes } = source;
    const kind = enrichmentKind(source.kind)!;
    const url = kind.request(settings, name, secret);
    const answer = await get({
      url,
      headers: { accept: "application/json, text/calendar" },
      timeoutMs: TIMEOUT_MS,
      maxBytes: kind.maxBytes,
      allowPrivate,
    });
    const from = clock.now();
    const to = from + BigInt(holdsMinutes * 60) * NS_PER_S;
    const { body } = answer;
    const span = { from, to };
    const read = kind.readsLong
      ? await readInThread({ kind: kind.kind, body, settings, span })
      : kind.read(body, settings, span);
    if (answer.status !== 200) {
      const why = read.ok ? "" : `: ${read.reason}`;
      throw new CallerError("ENRICHMENT_STATUS", `${url.host} answers with ${answer.status}${why}`);
    }
    if (!read.ok) throw new CallerError(read.code, `${url.host}: ${read.reason}`);
    if (this.#stopped) return;
    const at = { tenantId, key: externalDataKey(id, name), time: from };
    const data = { sourceId: id, kind: source.kind, spot: name, values: { ...read.value } };
    await log.append([newEvent("external-data", at, data)]);
  }

  #isRecent(time: Instant): boolean {
    const age = this.#parts.clock.now() - time;
    return age <= BigInt(this.#parts.source.holdsMinutes * 60) * NS_PER_S;
  }

  #note(change: Partial<EnrichmentStatus>): void {
    this.#status = { ...this.#status, ...change };
  }
}
