import { type Clock, type Instant, dateAt } from "@lorats/base";

/** One moment as the server knows it. */
export interface ServerMoment {
  readonly at: Instant;
  /** Standard deviation of `at`. */
  readonly sdNs: number;
  readonly mono: bigint;
  /** By how much the date jumped since the last moment, where it did. */
  readonly steppedNs?: number;
}

/** More than a clock that is slewed (500 ppm) can move between two looks, and less than anybody would miss. */
const TOLERANCE_NS = 250e6;
/** So long after a jump nobody knows whether the clock was wrong before or is now. */
const DOUBT_NS = 600_000_000_000n;

/**
 * The server's own date against its monotonic clock. When it jumps, it is the server's times that are in doubt: gateways
 * that go on as before are not to blame, and nothing that counts in monotonic time notices.
 */
export class ServerClock {
  readonly #clock: Clock;
  readonly #sdNs: () => number;
  #offset: bigint;
  #doubt: { readonly untilMono: bigint; readonly sdNs: number } | undefined;

  /** @param sdNs standard deviation of the date, as far as anybody knows */
  constructor(clock: Clock, sdNs: number | (() => number)) {
    this.#clock = clock;
    this.#sdNs = typeof sdNs === "number" ? () => sdNs : sdNs;
    this.#offset = clock.now() - clock.monotonic();
  }

  read(): ServerMoment {
    const mono = this.#clock.monotonic();
    const at = this.#clock.now();
    if (Math.abs(Number(at - mono - this.#offset)) <= TOLERANCE_NS) {
      this.#offset = at - mono;
      return { at, mono, sdNs: this.#sdAt(mono) };
    }
    return this.#stepped(mono);
  }

  /** Or the process was held up between its two looks: that is found out by looking closely. */
  #stepped(mono: bigint): ServerMoment {
    const at = dateAt(this.#clock, mono);
    const steppedNs = Number(at - mono - this.#offset);
    this.#offset = at - mono;
    if (Math.abs(steppedNs) <= TOLERANCE_NS) return { at, mono, sdNs: this.#sdAt(mono) };
    const before = this.#doubt && this.#doubt.untilMono > mono ? this.#doubt.sdNs : 0;
    this.#doubt = {
      untilMono: mono + DOUBT_NS,
      sdNs: Math.hypot(before, Math.abs(steppedNs)),
    };
    return { at, mono, sdNs: this.#sdAt(mono), steppedNs };
  }

  #sdAt(mono: bigint): number {
    const doubt = this.#doubt;
    return doubt && mono < doubt.untilMono ? Math.hypot(this.#sdNs(), doubt.sdNs) : this.#sdNs();
  }
}
