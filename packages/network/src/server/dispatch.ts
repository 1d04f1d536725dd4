import type { Clock } from "@lorats/base";
import type { TxOutcome } from "@lorats/backhaul";
import type { RegulatoryProfile } from "@lorats/lorawan";
import { type Attempt, forwarderOffsetDb, gatewayDownlink } from "../downlink/attempts.ts";
import { type SendingEvent, txAckEvent } from "../downlink/events.ts";
import type { GatewayAirtime } from "../gateway/airtime.ts";
import { type Slot, slotOf } from "../gateway/slot.ts";
import type { DownlinkSender } from "../ports/downlink-sender.ts";
import type { Counters } from "./counters.ts";
import type { PowerCaps } from "./power-caps.ts";
import { NO_ANSWER } from "./recovery.ts";
import type { Turn } from "./turn.ts";

export interface DispatchParts {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly sender: DownlinkSender;
  readonly airtime: GatewayAirtime;
  readonly powers: PowerCaps;
  /** Makes events durable in a turn of their own. */
  readonly inTurn: (decide: (turn: Turn) => void) => Promise<void>;
  readonly failed: (error: unknown, doing: string) => void;
}

/** A frame that is decided and how it may be sent. */
export interface Outgoing {
  readonly phyPayload: Uint8Array;
  readonly regulation: RegulatoryProfile | undefined;
  /** Best first. */
  readonly attempts: readonly Attempt[];
  /** The event of an attempt. */
  readonly eventOf: (attempt: Attempt) => SendingEvent;
  /** Basics Station wants to know whom it is for. */
  readonly devEui?: string;
  /** Called once: a gateway took the frame, or none did. */
  readonly done: (sent: boolean) => void | Promise<void>;
}

/** An attempt whose slots on the gateway's transmitter are taken. */
interface Reserved {
  readonly attempt: Attempt;
  /** One for each window. */
  readonly slots: readonly Slot[];
}

/** What is left when a gateway refused: it is not offered again what it was offered already. */
function withoutFallback({ attempt }: Reserved, others: readonly Attempt[]): readonly Attempt[] {
  const { id } = attempt.path.gateway;
  return others.filter(({ isFallback, path }) => !isFallback || path.gateway.id !== id);
}

/**
 * Hands frames to gateways: within what the law and their transmitters allow, only while they can still be in time,
 * and to the next gateway or window when one refuses. A frame's event is durable before the frame is handed over.
 */
export class Dispatch {
  readonly #parts: DispatchParts;
  #nextId = 1;

  constructor(parts: DispatchParts) {
    this.#parts = parts;
  }

  /** Adds the first attempt that can still be made to the turn, and goes on from there once it is durable. */
  send(turn: Turn, outgoing: Outgoing): void {
    const [first, others] = this.#next(outgoing, outgoing.attempts);
    if (!first) {
      const none = outgoing.attempts.length === 0;
      this.#parts.counters.add(none ? "downlinks:no-gateway" : "downlinks:too-late");
      turn.afterwards(() => this.#done(outgoing, false));
      return;
    }
    const event = outgoing.eventOf(first.attempt);
    turn.add(event);
    turn.abandoned(() => this.#release(first));
    turn.afterwards(() => {
      this.#try(outgoing, first, event, others).catch((error: unknown) =>
        this.#parts.failed(error, "sending a downlink"),
      );
    });
  }

  #done(outgoing: Outgoing, sent: boolean): void {
    Promise.resolve(outgoing.done(sent)).catch((error: unknown) =>
      this.#parts.failed(error, "noting what became of a downlink"),
    );
  }

  /** The first attempt that is still possible, its slots taken, and those after it. */
  #next(
    { phyPayload, regulation }: Outgoing,
    candidates: readonly Attempt[],
  ): [Reserved | undefined, readonly Attempt[]] {
    const { clock, airtime, counters } = this.#parts;
    for (const [i, candidate] of candidates.entries()) {
      const attempt = this.#parts.powers.capped(candidate);
      if (clock.monotonic() > attempt.deadlineMono) continue;
      const { id } = attempt.path.gateway;
      const places = attempt.places.filter((place) =>
        airtime.allows(id, regulation, slotOf(place, phyPayload)),
      );
      if (places.length === 0) {
        counters.add("downlinks:no-airtime");
        continue;
      }
      const reserved = this.#reserve({ ...attempt, places }, regulation, phyPayload);
      return [reserved, candidates.slice(i + 1)];
    }
    return [undefined, []];
  }

  #reserve(
    attempt: Attempt,
    regulation: RegulatoryProfile | undefined,
    phyPayload: Uint8Array,
  ): Reserved {
    const slots = attempt.places.map((place) => slotOf(place, phyPayload));
    const { id } = attempt.path.gateway;
    for (const slot of slots) this.#parts.airtime.reserve(id, regulation, slot);
    return { attempt, slots };
  }

  #release({ attempt, slots }: Reserved, except?: Slot): void {
    for (const slot of slots) {
      if (slot !== except) this.#parts.airtime.release(attempt.path.gateway.id, slot);
    }
  }

  async #try(
    outgoing: Outgoing,
    reserved: Reserved,
    event: SendingEvent,
    others: readonly Attempt[],
  ): Promise<void> {
    const { counters, clock } = this.#parts;
    const outcome = await this.#handOver(reserved.attempt, outgoing);
    const statuses: readonly string[] = outcome?.statuses ?? [];
    const sentAt = statuses.indexOf("OK");
    if (outcome?.reducedToDbm !== undefined) this.#noteReduced(reserved, outcome.reducedToDbm);
    const sent = sentAt >= 0;
    const status = sent ? "OK" : (statuses[0] ?? NO_ANSWER);
    counters.add(`downlinks:${status}`);
    // Without an answer, or with one that does not say which window, the slots stay taken.
    const said = statuses.length === reserved.slots.length;
    if (outcome && (said || !sent)) this.#release(reserved, reserved.slots[sentAt]);
    const isTooLoud = status === "TX_POWER" && this.#parts.powers.refused(reserved.attempt);
    if (isTooLoud) counters.add("downlinks:less-power");
    const left = isTooLoud ? [reserved.attempt, ...others] : withoutFallback(reserved, others);
    const [next, rest] = sent ? [undefined, []] : this.#next(outgoing, left);
    const nextEvent = next && outgoing.eventOf(next.attempt);
    await this.#parts.inTurn((turn) => {
      turn.add(txAckEvent(event, status, clock.now()));
      if (!nextEvent) return;
      turn.add(nextEvent);
      turn.abandoned(() => this.#release(next));
    });
    if (next) await this.#try(outgoing, next, nextEvent!, rest);
    else await outgoing.done(sent);
  }

  /** The gateway took the frame with less power than asked for: from now on it is asked for that at once. */
  #noteReduced({ attempt: { path } }: Reserved, toldDbm: number): void {
    this.#parts.powers.cap(path.gateway.id, toldDbm + forwarderOffsetDb(path));
  }

  async #handOver(
    attempt: Attempt,
    { phyPayload, devEui }: Outgoing,
  ): Promise<TxOutcome | undefined> {
    const { sender, failed } = this.#parts;
    const downlinkId = this.#nextId;
    this.#nextId = (this.#nextId % 0xffff) + 1;
    const ids = { downlinkId, ...(devEui !== undefined && { devEui }) };
    try {
      return await sender.send(attempt.path.gateway.id, gatewayDownlink(attempt, phyPayload, ids));
    } catch (error) {
      failed(error, "handing a downlink to a gateway");
      return undefined;
    }
  }
}
