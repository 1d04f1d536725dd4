import type { GatewayId } from "@lorats/base";
import { type RegulatoryProfile, SlidingWindow, TransmissionLedger } from "@lorats/lorawan";
import type { Slot } from "./slot.ts";

const HOUR_US = 3_600_000_000;
const PRUNE_EVERY_US = 600_000_000;
/** A concentrator needs a moment between two transmissions. */
const TURNAROUND_US = 30_000;

/** How much of its hour a gateway has spent. */
export interface AirtimeAccount {
  /** Share of the last hour that it was on the air, 0 … 1. */
  readonly share: number;
  /** By sub-band of the law that it keeps; empty before its first transmission and where no law counts. */
  readonly subBands: readonly {
    readonly id: string;
    readonly lowHz: number;
    readonly highHz: number;
    /** What the law allows, share of any hour. */
    readonly dutyCycle: number;
    /** What was spent, share of the last hour. */
    readonly usedShare: number;
  }[];
}

interface Transmitter {
  readonly profile: RegulatoryProfile | undefined;
  readonly ledger: TransmissionLedger | undefined;
  /** One transmitter sends one thing at a time, whatever the band. */
  readonly timeline: SlidingWindow;
}

/**
 * What every gateway has sent and is about to send: nothing is handed to a gateway that the law or another frame
 * on its transmitter forbids. Where no law limits the share of air, only overlap counts.
 */
export class GatewayAirtime {
  readonly #transmitters = new Map<GatewayId, Transmitter>();
  #prunedUs = 0;

  /** Is the transmitter free then, and within its limits? */
  allows(id: GatewayId, profile: RegulatoryProfile | undefined, slot: Slot): boolean {
    const { ledger, timeline } = this.#transmitter(id, profile);
    const { transmission, startUs } = slot;
    const guardedUs = transmission.durationUs + 2 * TURNAROUND_US;
    if (timeline.earliestUs(startUs - TURNAROUND_US, guardedUs) !== startUs - TURNAROUND_US) {
      return false;
    }
    if (!ledger) return true;
    const permission = ledger.whenMayISend(transmission, startUs);
    return permission.ok && permission.value.startUs === startUs;
  }

  /** Takes the slot. Call only after {@link allows}, without anything in between. */
  reserve(id: GatewayId, profile: RegulatoryProfile | undefined, slot: Slot): void {
    const { ledger, timeline } = this.#transmitter(id, profile);
    ledger?.record(slot.transmission, slot.startUs);
    timeline.record(slot.startUs, slot.transmission.durationUs);
  }

  /** Notes what was sent before a restart, when that is known only roughly. */
  restore(id: GatewayId, profile: RegulatoryProfile | undefined, slot: Slot): void {
    const { timeline } = this.#transmitter(id, profile);
    const { transmission, startUs } = slot;
    const free = timeline.earliestUs(startUs, transmission.durationUs) ?? startUs;
    this.reserve(id, profile, { transmission, startUs: free });
  }

  /** Gives a slot back that was not used. */
  release(id: GatewayId, slot: Slot): void {
    const transmitter = this.#transmitters.get(id);
    transmitter?.ledger?.cancel(slot.transmission, slot.startUs);
    transmitter?.timeline.cancel(slot.startUs);
  }

  /** Share of the last hour that the gateway was on the air, 0 … 1. */
  load(id: GatewayId, nowUs: number): number {
    const transmitter = this.#transmitters.get(id);
    if (!transmitter) return 0;
    return 1 - transmitter.timeline.remainingUs(nowUs) / HOUR_US;
  }

  /** What the gateway has spent, in all and by sub-band. */
  account(id: GatewayId, nowUs: number): AirtimeAccount {
    const { ledger, profile } = this.#transmitters.get(id) ?? {};
    const left = ledger?.remainingUs(nowUs) ?? {};
    return {
      share: this.load(id, nowUs),
      subBands: (profile?.subBands ?? []).flatMap(({ id: band, lowHz, highHz, dutyCycle }) => {
        const leftUs = left[band];
        if (leftUs === undefined) return [];
        const usedShare = Math.max(0, dutyCycle - leftUs / HOUR_US);
        return [{ id: band, lowHz, highHz, dutyCycle, usedShare }];
      }),
    };
  }

  /** Forgets what is more than an hour ago; does nothing when it did so not long before. */
  prune(nowUs: number): void {
    if (nowUs - this.#prunedUs < PRUNE_EVERY_US) return;
    this.#prunedUs = nowUs;
    for (const { ledger, timeline } of this.#transmitters.values()) {
      ledger?.prune(nowUs);
      timeline.prune(nowUs);
    }
  }

  #transmitter(id: GatewayId, profile: RegulatoryProfile | undefined): Transmitter {
    let transmitter = this.#transmitters.get(id);
    if (!transmitter) {
      transmitter = {
        profile,
        ledger: profile && new TransmissionLedger(profile),
        timeline: new SlidingWindow({ windowUs: HOUR_US, budgetUs: HOUR_US }),
      };
      this.#transmitters.set(id, transmitter);
    }
    return transmitter;
  }
}
