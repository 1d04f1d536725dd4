import { type Clock, type GatewayId, type Instant, parseInstant } from "@lorats/base";
import type { GatewayUplink } from "@lorats/backhaul";
import type { EventLog } from "@lorats/events";
import type { Gateway, GatewaySeen } from "../registry/gateway.ts";
import {
  type Authentication,
  type Copy,
  type Door,
  receptionEvent,
  uplinkOfReception,
} from "../uplink/reception.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { Counters } from "./counters.ts";
import type { ServerClock } from "../gateway/server-clock.ts";
import type { GatewayWatch } from "./gateway-watch.ts";
import type { UndecidedReception } from "./recovery.ts";

/** What one gateway brought at once. */
export interface Delivery {
  readonly gateway: Gateway;
  readonly uplinks: readonly GatewayUplink[];
  readonly door: Door;
  readonly authentication: Authentication;
}

export interface IntakeParts {
  readonly clock: Clock;
  readonly log: EventLog;
  readonly checkpoints: Checkpoints;
  readonly counters: Counters;
  readonly serverClock: ServerClock;
  readonly watch: GatewayWatch;
  /** Takes copies that are durable, in order of arrival. */
  readonly collect: (copy: Copy) => void;
}

/** Makes what gateways heard durable, and passes it on. */
export class Intake {
  readonly #parts: IntakeParts;
  readonly #heardFrom = new Map<GatewayId, Instant>();

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** Resolves when the receptions are durable. */
  async receive({ gateway, uplinks, door, authentication }: Delivery): Promise<void> {
    if (uplinks.length === 0) return;
    const { checkpoints, counters, collect, log, serverClock, watch } = this.#parts;
    const arrival = serverClock.read();
    const { mono: arrivedMono } = arrival;
    if (arrival.steppedNs !== undefined) watch.serverStepped(arrival.at, arrival.steppedNs);
    watch.heard(gateway, arrival.at);
    const readings = uplinks.map((uplink) => watch.observe(gateway, uplink, arrival));
    const events = uplinks.map((uplink, i) =>
      receptionEvent(gateway, uplink, door, authentication, arrival, readings[i]!.timeSdNs),
    );
    const ticket = checkpoints.begin();
    const positions = await log.append(events).catch((error: unknown) => {
      checkpoints.settle(ticket);
      throw error;
    });
    checkpoints.acknowledged(positions.at(-1)!);
    counters.add("receptions", events.length);
    this.#heardFrom.set(gateway.id, arrival.at);
    const settle = afterAll(events.length, () => checkpoints.settle(ticket));
    for (const [i, uplink] of uplinks.entries()) {
      if (uplink.crc === "bad") {
        counters.add("receptions:crc-bad");
        settle();
        continue;
      }
      const { counter: reading } = readings[i]!;
      collect({
        position: positions[i]!,
        gateway,
        uplink,
        reception: events[i]!.body,
        arrivedAt: arrival.at,
        arrivedMono,
        ...(reading && { reading }),
        settle,
      });
    }
  }

  /** Puts receptions that nobody decided back on their way; those of gateways that are gone are left. */
  feedBack(
    undecided: readonly UndecidedReception[],
    gateways: ReadonlyMap<GatewayId, Gateway>,
  ): void {
    const { clock, checkpoints, collect } = this.#parts;
    const known = undecided.filter(({ body }) => gateways.has(body.gatewayId));
    if (known.length === 0) return;
    const ticket = checkpoints.begin();
    const settle = afterAll(known.length, () => checkpoints.settle(ticket));
    const arrivedMono = clock.monotonic();
    for (const { body, position } of known) {
      collect({
        position,
        gateway: gateways.get(body.gatewayId)!,
        uplink: uplinkOfReception(body, body.door),
        reception: body,
        arrivedAt: parseInstant(body.arrivedAt),
        arrivedMono,
        settle,
      });
    }
  }

  /** Gateways heard from since the last call. */
  takeSeen(): GatewaySeen[] {
    const seen = [...this.#heardFrom].map(([gatewayId, lastSeenAt]) => ({ gatewayId, lastSeenAt }));
    this.#heardFrom.clear();
    return seen;
  }
}

/** A function that calls `then` the `count`-th time it is called. */
function afterAll(count: number, then: () => void): () => void {
  let left = count;
  return () => {
    left--;
    if (left === 0) then();
  };
}
