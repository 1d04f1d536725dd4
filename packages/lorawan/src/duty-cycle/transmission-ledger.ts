import { accept, CallerError, refuse, type Result } from "@lorats/base";
import { findSubBand, type RegulatoryProfile, type SubBand } from "../regions/sub-band.ts";
import { OffTime, type OffTimeState } from "./off-time.ts";
import { SlidingWindow, type WindowLimit } from "./sliding-window.ts";
import type { TimelineState } from "./timeline.ts";

const HOUR_US = 3_600_000_000;
const US_PER_MS = 1000;

/** Something one transmitter sends or wants to send. Times are whole microseconds on a scale that does not step. */
export interface Transmission {
  readonly frequencyHz: number;
  readonly bandwidthHz: number;
  readonly durationUs: number;
}

export interface Permission {
  readonly startUs: number;
  /** The limit that made it wait, such as `M` or `US-902@902300000`; `undefined` if it may start at once. */
  readonly limitedBy: string | undefined;
}

export interface LedgerOptions {
  /** Also rest after each transmission as LoRaWAN 1.0.x devices do. */
  readonly offTime?: boolean;
  /** Share of all time over all bands together: DutyCycleReq's 1 / 2^MaxDutyCycle. */
  readonly aggregatedDutyCycle?: number;
}

/** Serialised form of a {@link TransmissionLedger}: plain JSON. */
export interface LedgerState {
  readonly windows: Readonly<Record<string, TimelineState>>;
  readonly offTimes: Readonly<Record<string, OffTimeState>>;
}

/** Name of the limit over all bands together. */
const AGGREGATE = "device";

/**
 * Keeps account of one transmitter under one {@link RegulatoryProfile} and answers "when may I send this?".
 *
 * Every limit that applies (the sub-band's hour, the channel's dwell time, the device's aggregate) names its first
 * possible instant in O(log n); the answer is the first on which all agree.
 */
export class TransmissionLedger {
  readonly #profile: RegulatoryProfile;
  readonly #windows = new Map<string, SlidingWindow>();
  readonly #offTimes = new Map<string, OffTime>();
  /** What windows made by the constructor start from. */
  #saved: LedgerState | undefined;

  constructor(profile: RegulatoryProfile, options: LedgerOptions = {}, state?: LedgerState) {
    this.#profile = profile;
    this.#saved = state;
    // Sub-band windows exist from the start, channel windows from their first use or from the saved state.
    for (const band of profile.subBands) {
      this.#dutyWindow(band.id, band.dutyCycle);
      if (options.offTime && band.dutyCycle < 1) this.#offTime(band);
      for (const key of Object.keys(state?.windows ?? {})) {
        if (key.startsWith(`${band.id}@`)) this.#dwellWindow(key, band);
      }
    }
    this.#dutyWindow(AGGREGATE, options.aggregatedDutyCycle ?? 1);
    this.#saved = undefined;
  }

  /**
   * The first instant, `fromUs` or later, at which the transmission may start.
   * Refused with `LW_DUTY_NO_BAND` outside every sub-band, and with `LW_DUTY_TOO_LONG` if no wait would help.
   */
  whenMayISend(transmission: Transmission, fromUs: number): Result<Permission> {
    const band = this.#bandOf(transmission);
    if (!band) return outsideEveryBand(this.#profile, transmission);
    let startUs = Math.ceil(fromUs);
    let limitedBy: string | undefined;
    for (let settled = false; !settled;) {
      settled = true;
      for (const [name, limit] of this.#limits(transmission, band)) {
        const at = limit.earliestUs(startUs, transmission.durationUs);
        if (at === undefined) {
          return refuse("LW_DUTY_TOO_LONG", `${transmission.durationUs} µs exceed limit ${name}`);
        }
        if (at > startUs) {
          startUs = at;
          limitedBy = name;
          settled = false;
        }
      }
    }
    return accept({ startUs, limitedBy });
  }

  /**
   * Writes down what was sent, or is planned to be.
   * @throws {CallerError} `LW_DUTY_NO_BAND`, `LW_DUTY_BAD_TIME`, `LW_DUTY_OVERLAP`
   */
  record(transmission: Transmission, startUs: number): void {
    const band = this.#bandOf(transmission);
    if (!band) {
      throw new CallerError(
        "LW_DUTY_NO_BAND",
        outsideEveryBand(this.#profile, transmission).reason,
      );
    }
    for (const [, limit] of this.#limits(transmission, band)) {
      limit.record(startUs, transmission.durationUs);
    }
  }

  /** Takes back what was planned and not sent. Rests that {@link OffTime} has begun stay. */
  cancel(transmission: Transmission, startUs: number): void {
    const band = this.#bandOf(transmission);
    if (!band) return;
    for (const [, limit] of this.#limits(transmission, band)) {
      if (limit instanceof SlidingWindow) limit.cancel(startUs);
    }
  }

  /** Microseconds left in each sub-band in the hour that ends at `atUs`. */
  remainingUs(atUs: number): Record<string, number> {
    const left: Record<string, number> = {};
    for (const [name, window] of this.#windows) left[name] = window.remainingUs(atUs);
    return left;
  }

  /** Forgets what no question about `nowUs` or later can depend on. Call it now and then. */
  prune(nowUs: number): void {
    for (const [name, window] of this.#windows) {
      window.prune(nowUs);
      if (window.size === 0 && name.includes("@")) this.#windows.delete(name);
    }
  }

  toJSON(): LedgerState {
    return {
      windows: Object.fromEntries([...this.#windows].map(([name, w]) => [name, w.toJSON()])),
      offTimes: Object.fromEntries([...this.#offTimes].map(([name, o]) => [name, o.toJSON()])),
    };
  }

  #bandOf({ frequencyHz, bandwidthHz }: Transmission): SubBand | undefined {
    return findSubBand(this.#profile, frequencyHz, bandwidthHz);
  }

  #limits(transmission: Transmission, band: SubBand): [string, SlidingWindow | OffTime][] {
    const limits: [string, SlidingWindow | OffTime][] = [];
    const dwell = band.channelDwell;
    if (dwell && transmission.bandwidthHz <= dwell.maxBandwidthHz) {
      const name = `${band.id}@${transmission.frequencyHz}`;
      limits.push([name, this.#dwellWindow(name, band)]);
    }
    for (const name of [band.id, AGGREGATE]) {
      const window = this.#windows.get(name);
      if (window) limits.push([name, window]);
    }
    const offTime = this.#offTimes.get(band.id);
    if (offTime) limits.push([`${band.id} off`, offTime]);
    return limits;
  }

  #dutyWindow(name: string, dutyCycle: number): void {
    if (dutyCycle >= 1) return;
    const budgetUs = Math.floor(dutyCycle * HOUR_US);
    this.#window(name, { windowUs: HOUR_US, budgetUs });
  }

  #dwellWindow(name: string, band: SubBand): SlidingWindow {
    const { limitMs, windowMs } = band.channelDwell!;
    return this.#window(name, {
      windowUs: windowMs * US_PER_MS,
      budgetUs: limitMs * US_PER_MS,
    });
  }

  #window(name: string, limit: WindowLimit): SlidingWindow {
    let window = this.#windows.get(name);
    if (!window) {
      window = new SlidingWindow(limit, this.#saved?.windows[name]);
      this.#windows.set(name, window);
    }
    return window;
  }

  #offTime(band: SubBand): void {
    this.#offTimes.set(band.id, new OffTime(band.dutyCycle, this.#saved?.offTimes[band.id]));
  }
}

function outsideEveryBand(
  profile: RegulatoryProfile,
  { frequencyHz, bandwidthHz }: Transmission,
): { readonly ok: false; readonly code: string; readonly reason: string } {
  return refuse(
    "LW_DUTY_NO_BAND",
    `${profile.id} allows no ${bandwidthHz} Hz around ${frequencyHz} Hz`,
  );
}
