import type { TxStatus } from "@lorats/backhaul";

/** A concentrator needs its frame this early. @see sx1302_hal jitqueue: 42.5 ms */
const LEAD_NS = 42_500_000n;
/** @see sx1302_hal jitqueue: four beacon periods */
const TOO_EARLY_NS = 512_000_000_000n;

interface Slot {
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** Just-in-time queue of one concentrator: it refuses what it could not send on time. */
export class TransmitQueue {
  #slots: Slot[] = [];

  /** `OK` and the slot is taken, or the reason why not. */
  offer(slot: Slot, nowNs: bigint): TxStatus {
    this.#slots = this.#slots.filter((taken) => taken.endNs > nowNs);
    if (slot.startNs - nowNs <= LEAD_NS) return "TOO_LATE";
    if (slot.startNs - nowNs > TOO_EARLY_NS) return "TOO_EARLY";
    if (this.#slots.some((taken) => overlap(taken, slot))) return "COLLISION_PACKET";
    this.#slots.push(slot);
    return "OK";
  }

  /** Whether the radio sends at some time within a span: it cannot listen then. */
  isSending(startNs: bigint, endNs: bigint): boolean {
    return this.#slots.some((taken) => overlap(taken, { startNs, endNs }));
  }
}

function overlap(a: Slot, b: Slot): boolean {
  return a.startNs < b.endNs && b.startNs < a.endNs;
}
