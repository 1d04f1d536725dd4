import type { Snippet, SpectrumPage } from "@lorats/api";
import { type Clock, type GatewayId, type Random, formatInstant, newId } from "@lorats/base";
import type { Cursor } from "@lorats/events";

/** A request that a gateway has not answered for so long is given up: its ring holds minutes. */
const PATIENCE_MS = 120_000;
/** Requests and answers remembered for each gateway; older answers are still in the log. */
const MOST_REQUESTS = 100;
/** The waterfall flows as long as somebody has looked within this time. */
const INTEREST_MS = 30_000;
/** Five minutes at ten rows a second. */
const MOST_ROWS = 3000;

interface Request {
  snippet: Snippet;
  readonly requestedMs: number;
  position?: Cursor;
}

interface Desk {
  requests: Request[];
  spectrum: { page: SpectrumPage; rows: SpectrumPage["rows"] } | null;
  lookedMs: number;
}

/** What people want of the SDRs of gateways, and what these brought last. Forgotten at a restart, but for what the log holds. */
export class SdrDesk {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #desks = new Map<GatewayId, Desk>();

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  request(gatewayId: GatewayId, wanted: Pick<Snippet, "onset" | "freqHz" | "sf">): Snippet {
    const desk = this.#desk(gatewayId);
    const same = this.list(gatewayId).find(
      ({ onset, freqHz, sf, state }) =>
        onset === wanted.onset && freqHz === wanted.freqHz && sf === wanted.sf && state !== "gone",
    );
    if (same) return same;
    const snippet: Snippet = {
      id: newId<string>(this.#clock, this.#random),
      gatewayId,
      state: "wanted",
      requestedAt: formatInstant(this.#clock.now()),
      ...wanted,
    };
    desk.requests = [{ snippet, requestedMs: this.#nowMs }, ...desk.requests].slice(
      0,
      MOST_REQUESTS,
    );
    return snippet;
  }

  /** Newest first. */
  list(gatewayId: GatewayId): Snippet[] {
    return (this.#desks.get(gatewayId)?.requests ?? []).map((request) => this.#shown(request));
  }

  find(gatewayId: GatewayId, id: string): { snippet: Snippet; position?: Cursor } | undefined {
    const request = this.#desks.get(gatewayId)?.requests.find(({ snippet }) => snippet.id === id);
    return (
      request && {
        snippet: this.#shown(request),
        ...(request.position && { position: request.position }),
      }
    );
  }

  /** The gateway answered: `position` is where the log has it, absent when the gateway no longer had it. */
  answer(gatewayId: GatewayId, id: string, position?: Cursor): void {
    const request = this.#desk(gatewayId).requests.find(({ snippet }) => snippet.id === id);
    if (!request) return;
    request.snippet = { ...request.snippet, state: position ? "held" : "gone" };
    if (position) request.position = position;
  }

  /** What the gateway shall bring. */
  wanted(gatewayId: GatewayId): { snippets: Snippet[]; spectrumFrom: number | null } {
    const desk = this.#desks.get(gatewayId);
    const isWatched = desk !== undefined && this.#isWatched(desk);
    return {
      snippets: this.list(gatewayId).filter(({ state }) => state === "wanted"),
      spectrumFrom: isWatched ? (desk.spectrum?.page.next ?? 0) : null,
    };
  }

  deliverSpectrum(gatewayId: GatewayId, page: SpectrumPage): void {
    const desk = this.#desk(gatewayId);
    // Nobody looks any more: neither shown nor kept.
    if (!this.#isWatched(desk)) {
      desk.spectrum = null;
      return;
    }
    const old = desk.spectrum;
    // A gateway that began anew counts from one again, and one that was retuned shows another band.
    const follows =
      old !== null &&
      old.page.centreHz === page.centreHz &&
      old.page.spanHz === page.spanHz &&
      old.page.bins === page.bins &&
      old.page.next <= (page.rows[0]?.seq ?? page.next);
    const rows = [...(follows ? old.rows : []), ...page.rows].slice(-MOST_ROWS);
    desk.spectrum = { page, rows };
  }

  /** Rows from number `from` on; null while there are none. Asking keeps them coming. */
  spectrum(gatewayId: GatewayId, from: number): SpectrumPage | null {
    const desk = this.#desk(gatewayId);
    desk.lookedMs = this.#nowMs;
    const rows = desk.spectrum?.rows.filter(({ seq }) => seq >= from).slice(0, 600) ?? [];
    if (rows.length === 0) return null;
    return { ...desk.spectrum!.page, rows, next: rows.at(-1)!.seq + 1 };
  }

  #isWatched({ lookedMs }: Desk): boolean {
    return this.#nowMs - lookedMs < INTEREST_MS;
  }

  get #nowMs(): number {
    return Number(this.#clock.monotonic() / 1_000_000n);
  }

  #shown({ snippet, requestedMs }: Request): Snippet {
    const isOver = snippet.state === "wanted" && this.#nowMs - requestedMs > PATIENCE_MS;
    return isOver ? { ...snippet, state: "gone" } : snippet;
  }

  #desk(gatewayId: GatewayId): Desk {
    let desk = this.#desks.get(gatewayId);
    if (!desk) {
      desk = { requests: [], spectrum: null, lookedMs: Number.NEGATIVE_INFINITY };
      this.#desks.set(gatewayId, desk);
    }
    return desk;
  }
}
