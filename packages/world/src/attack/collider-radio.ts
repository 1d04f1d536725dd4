import type { Clock, SeededRandom } from "@lorats/base";
import type { Air } from "../air/air.ts";
import { loraAirtimeNs } from "../air/airtime.ts";
import type { Place } from "../air/geometry.ts";
import { clockError, type Recording, type Transmission } from "../air/transmission.ts";
import type { ReplayOffset } from "./replay-offset.ts";

/** An oscillator as an attacker's radio has it: its error at a moment of the world's time, ppm. */
export type Oscillator = (atNs: bigint) => number;

/** Something that can collide with a frame. */
export interface Collider {
  readonly place: Place;
  readonly oscillator: Oscillator;
  readonly collisionDbm: number;
}

export interface ColliderOptions {
  /** Prefix of its transmissions' senders. */
  readonly id: string;
  /** Collides first and replays later, with one radio. */
  readonly collider: Collider & {
    readonly stepHz: number;
    readonly replayDbm: number;
    /** From the victim's onset to the first chirp of the collision at the earliest. */
    readonly reactionMs: number;
  };
  /** More colliders, one near each further gateway; they fire when the first does. */
  readonly helpers?: readonly Collider[];
}

interface ColliderParts {
  readonly clock: Clock;
  readonly air: Air;
  readonly random: SeededRandom;
}

const COLLISION_BYTES = 20;

/** The attacker's radio that sends, with its helpers: collisions and replays. */
export class ColliderRadio {
  readonly #options: ColliderOptions;
  readonly #parts: ColliderParts;
  #busyUntilNs = 0n;

  constructor(options: ColliderOptions, parts: ColliderParts) {
    this.#options = options;
    this.#parts = parts;
  }

  /**
   * Sends a frame of its own over a victim's so many symbols behind its onset, or as soon as it can react; not while it
   * sends already.
   * @param begun told how far behind, when it happens
   */
  collide(victim: Transmission, lagSymbols: number, begun: (lagNs: number) => void): void {
    const { clock } = this.#parts;
    const { id, collider, helpers = [] } = this.#options;
    const lagS = (lagSymbols * 2 ** victim.sf) / victim.bwHz;
    const lagNs = BigInt(Math.round(Math.max(lagS, collider.reactionMs / 1000) * 1e9));
    const startNs = victim.startNs + lagNs;
    if (startNs < this.#busyUntilNs) return;
    const endNs = startNs + loraAirtimeNs(victim, COLLISION_BYTES, true);
    this.#busyUntilNs = endNs;
    clock.after(Number(startNs - clock.monotonic()) / 1e6, () => {
      begun(Number(lagNs));
      this.#fire(collider, id, victim, { startNs, endNs });
      helpers.forEach((helper, n) =>
        this.#fire(helper, `${id}/helper ${n + 1}`, victim, { startNs, endNs }),
      );
    });
  }

  #fire(
    { place, oscillator, collisionDbm }: Collider,
    sender: string,
    victim: Transmission,
    span: { readonly startNs: bigint; readonly endNs: bigint },
  ): void {
    const phyPayload = this.#parts.random.bytes(COLLISION_BYTES);
    // An ordinary uplink of somebody else's device.
    phyPayload[0] = 0x40;
    this.#parts.air.transmit({
      sender,
      place,
      phyPayload,
      freqHz: victim.freqHz,
      sf: victim.sf,
      bwHz: victim.bwHz,
      powerDbm: collisionDbm,
      invertIq: false,
      ...span,
      biasHz: (oscillator(span.startNs) * victim.freqHz) / 1e6,
    });
  }

  /** Sends a recorded frame from a moment on, with what the radios add to it. */
  replay(
    victim: Transmission,
    startNs: bigint,
    offset: ReplayOffset,
    recording: Recording | undefined,
  ): void {
    const { id, collider } = this.#options;
    const endNs = startNs + (victim.endNs - victim.startNs);
    this.#busyUntilNs = endNs;
    this.#parts.air.transmit({
      ...victim,
      sender: id,
      place: collider.place,
      powerDbm: collider.replayDbm,
      startNs,
      endNs,
      biasHz: victim.biasHz + offset.carrierHz,
      clockPpm: (clockError(victim) + offset.clock) * 1e6,
      ...(recording && { recording }),
    });
  }
}
