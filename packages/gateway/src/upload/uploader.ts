import { type CancelTimer, type Clock, parseInstant } from "@lorats/base";
import type { SightingLog } from "../snippets/sighting-log.ts";
import type { SnippetDocument } from "../snippets/snippet-document.ts";
import type { LoggedSighting } from "../snippets/sighting-log.ts";
import type { SpectrumRing } from "../spectrum/spectrum-ring.ts";
import type { ServerApi, WantedSnippet } from "./server-api.ts";

/** Where what is wanted is found. */
export interface UploadSource {
  readonly log: SightingLog;
  readonly spectrum: SpectrumRing;
  snippet(logged: LoggedSighting): Promise<SnippetDocument | null>;
}

const PERIOD_MS = 5_000;
/** While somebody looks at the waterfall. */
const LIVE_PERIOD_MS = 1_000;
const LONGEST_PERIOD_MS = 60_000;
const MOST_ROWS = 600;

/** Asks a server now and then what it wants of the SDR, and brings it. The server needs no way to the gateway. */
export class Uploader {
  readonly #api: ServerApi;
  readonly #source: UploadSource;
  readonly #clock: Clock;
  readonly #report: (message: string) => void;
  #cancel: CancelTimer = () => {};
  #stopped = false;
  #failures = 0;
  #nextRow = 0;
  /** What has been delivered since start. */
  snippets = 0;
  rows = 0;

  constructor(
    api: ServerApi,
    source: UploadSource,
    clock: Clock,
    report: (message: string) => void,
  ) {
    this.#api = api;
    this.#source = source;
    this.#clock = clock;
    this.#report = report;
  }

  start(): void {
    void this.#round();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  async #round(): Promise<void> {
    let isLive = false;
    try {
      const { snippets, spectrumFrom } = await this.#api.requests();
      for (const wanted of snippets) await this.#deliver(wanted);
      isLive = spectrumFrom !== null && (await this.#showSpectrum(spectrumFrom));
      this.#failures = 0;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (this.#failures++ === 0) this.#report(`what the server wants is unknown: ${reason}`);
    }
    if (this.#stopped) return;
    const usual = isLive ? LIVE_PERIOD_MS : PERIOD_MS;
    const waitMs = Math.min(LONGEST_PERIOD_MS, usual * 2 ** Math.min(6, this.#failures));
    this.#cancel = this.#clock.after(waitMs, () => void this.#round());
  }

  async #deliver({ id, onset, freqHz, sf }: WantedSnippet): Promise<void> {
    const { log } = this.#source;
    const logged = log.find(parseInstant(onset), freqHz, sf);
    await this.#api.deliverSnippet(id, logged && (await this.#source.snippet(logged)));
    this.snippets++;
  }

  /** Rows that the server lacks; one that has seen none, or those of an earlier run, gets the latest. */
  async #showSpectrum(from: number): Promise<boolean> {
    const { spectrum } = this.#source;
    const isKnown = from > 0 && from === this.#nextRow;
    const page = spectrum.page(isKnown ? from : spectrum.next - MOST_ROWS, MOST_ROWS);
    if (!page) return true;
    await this.#api.deliverSpectrum(page);
    this.#nextRow = page.next;
    this.rows += page.rows.length;
    return true;
  }
}
