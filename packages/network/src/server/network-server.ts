import {
  CallerError,
  type Clock,
  type DeviceId,
  type GatewayId,
  type MulticastGroupId,
  UnavailableError,
} from "@lorats/base";
import type { GatewayStats } from "@lorats/backhaul";
import type { NewEvent } from "@lorats/events";
import type { DeviceState } from "../device/state.ts";
import { applyEffects, effectOfDelivery } from "../downlink/effects.ts";
import type { AirtimeAccount } from "../gateway/airtime.ts";
import { statsEvent } from "../gateway/stats-event.ts";
import { DEFAULT_OPTIONS, type NetworkOptions } from "../options.ts";
import type { QueueItem } from "../ports/downlink-queue.ts";
import type { Gateway } from "../registry/gateway.ts";
import { type PersonalSession, activationEvent } from "./activation.ts";
import { type Desks, assemble } from "./assemble.ts";
import { Counters } from "./counters.ts";
import type { Delivery } from "./intake.ts";
import type { NetworkPorts, PublishedEvent } from "./ports.ts";
import { replayTail } from "./recovery.ts";
import { restoreGateways } from "./restore-gateways.ts";
import { WatchedQueue } from "./watched-queue.ts";

/** Queues whose devices are woken together after a start. */
const WOKEN_TOGETHER = 500;

/** The LoRaWAN network server: receptions in, events and downlinks out. */
export class NetworkServer {
  readonly counters: Counters = new Counters();
  readonly options: NetworkOptions;
  readonly #ports: NetworkPorts;
  readonly #clock: Clock;
  readonly #desks: Desks;
  readonly #failed: (error: unknown, doing: string) => void;
  #recovering = false;

  constructor(given: NetworkPorts) {
    const ports = { ...given, queue: new WatchedQueue(given.queue) };
    this.#ports = ports;
    this.#clock = ports.clock;
    this.options = { ...DEFAULT_OPTIONS, ...ports.options };
    this.#failed = (error, doing) => {
      this.counters.add(`failed:${doing}`);
      ports.failed?.(error, doing);
    };
    this.#desks = assemble({
      ports,
      options: this.options,
      counters: this.counters,
      failed: this.#failed,
      published: (events) => this.#published(events),
      isSilent: () => this.#recovering,
    });
  }

  /**
   * Catches up with the log: what was decided before an unclean end is folded in, what was received and never
   * decided is decided now (too late to be answered). Call once, before the first reception.
   */
  async start(): Promise<void> {
    const { log, sessions, queue, registry } = this.#ports;
    const { devices, airtime, powers, intake, collector, loop, saver, watch } = this.#desks;
    const checkpoint = await sessions.checkpoint();
    const tail = await replayTail(log, devices, checkpoint);
    await applyEffects(queue, tail.deliveries.map(effectOfDelivery));
    await restoreGateways({ airtime, powers }, this.#ports);
    this.counters.add("recovery:events", tail.replayed);
    this.counters.add("recovery:undecided", tail.undecided.length);
    this.#recovering = true;
    const ids = [...new Set(tail.undecided.map(({ body }) => body.gatewayId))];
    intake.feedBack(tail.undecided, await registry.gateways.get(ids));
    collector.flush();
    this.#recovering = false;
    await loop.idle();
    await saver.now();
    await this.#wakeAll();
    watch.start();
  }

  /** Decides what was received, writes what is dirty, and lets go of everything. */
  async stop(): Promise<void> {
    const { collector, timetable, multicasts, loop, saver, directory, watch } = this.#desks;
    watch.stop();
    collector.flush();
    collector.stop();
    timetable.stop();
    multicasts.stop();
    await loop.idle();
    loop.stop();
    saver.stop();
    await saver.now();
    directory.close();
  }

  /** Frames that are being collected or wait for their decision. */
  get framesInFlight(): number {
    return this.#desks.collector.size + this.#desks.loop.size;
  }

  /**
   * Takes what a gateway heard. Resolves when it is durable: only then may the door acknowledge it.
   * @throws {UnavailableError} `NS_OVERLOADED`, `LOG_UNAVAILABLE`: not stored, and not to be acknowledged
   */
  receive(delivery: Delivery): Promise<void> {
    if (this.framesInFlight >= this.options.maxFramesInFlight) {
      this.counters.add("overloaded", delivery.uplinks.length);
      const why = "too many frames wait for their decision";
      return Promise.reject(new UnavailableError("NS_OVERLOADED", why));
    }
    return this.#desks.intake.receive(delivery);
  }

  /** Takes a gateway's report on itself. Resolves when it is durable. */
  async reportStats(gateway: Gateway, stats: GatewayStats): Promise<void> {
    const now = this.#clock.now();
    this.#desks.watch.heard(gateway);
    await this.#ports.log.append([statsEvent(gateway, stats, now)]);
    const { location } = stats;
    await this.#ports.registry.gateways.seen([
      {
        gatewayId: gateway.id,
        lastSeenAt: now,
        ...(location && { reportedLocation: location }),
      },
    ]);
  }

  /**
   * Gives a device a session by personalisation, in place of the one it has; without one, ends its session.
   * Resolves when that is durable.
   * @throws {CallerError} `REG_NO_SUCH`, `NS_BAD_SESSION`
   */
  async activate(id: DeviceId, session?: PersonalSession): Promise<void> {
    const { directory, devices, inTurn } = this.#desks;
    await directory.load([id]);
    const device = directory.device(id);
    const profile = device && directory.profile(device.profileId);
    if (!profile) throw new CallerError("REG_NO_SUCH", `there is no device ${id}`);
    const event = activationEvent(device, profile, session, this.#clock.now());
    await inTurn(
      (turn) => turn.add(event),
      () => devices.loadDevices([id]),
    );
  }

  /**
   * Queues messages to devices. A class A device hears its message after its next uplink, one of class B in a ping
   * slot, one of class C at once.
   * @throws {CallerError} `NS_QUEUE_DUPLICATE`, `NS_QUEUE_FULL`, `NS_BAD_PORT`
   */
  async enqueue(items: readonly QueueItem[]): Promise<void> {
    checkPorts(items);
    await this.#ports.queue.add(items);
    await this.#wake([...new Set(items.map(({ deviceId }) => deviceId))]);
  }

  /**
   * Queues messages to multicast groups, whose ids stand in `deviceId`.
   * @throws {CallerError} `REG_NO_SUCH`, `NS_QUEUE_DUPLICATE`, `NS_QUEUE_FULL`, `NS_BAD_PORT`
   */
  async enqueueMulticast(items: readonly QueueItem[]): Promise<void> {
    checkPorts(items);
    const ids = [...new Set(items.map(({ deviceId }) => deviceId as string as MulticastGroupId))];
    const { directory, multicasts } = this.#desks;
    await directory.loadGroups(ids);
    const unknown = ids.find((id) => directory.group(id) === undefined);
    if (unknown) throw new CallerError("REG_NO_SUCH", `there is no multicast group ${unknown}`);
    await this.#ports.queue.add(items);
    for (const id of ids) multicasts.wake(id);
  }

  /** What is known of devices: sessions, counters, links, status. Devices without any state are missing. */
  async states(ids: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, DeviceState>> {
    const { devices } = this.#desks;
    await devices.loadDevices(ids);
    const known = ids.filter((id) => devices.position(id) !== undefined);
    return new Map(known.map((id) => [id, devices.state(id)]));
  }

  /** How much of its hour a gateway has spent on the air. */
  airtime(id: GatewayId): AirtimeAccount {
    return this.#desks.airtime.account(id, Number(this.#clock.monotonic() / 1000n));
  }

  /** Forgets the sessions with their keys, and the queue, of devices or groups that were deleted from the registry. */
  async forget(ids: readonly DeviceId[]): Promise<void> {
    const { loop, devices, checkpoints } = this.#desks;
    await loop.idle();
    const states = await this.states(ids);
    for (const ticket of await devices.remove(ids)) checkpoints.settle(ticket);
    await this.#ports.queue.flush(ids);
    await loop.destroyKeys(states.values());
  }

  /** Resolves when everything heard so far is decided, answered where it is time, and written. */
  async settle(): Promise<void> {
    await this.#desks.loop.idle();
    await this.#desks.saver.now();
  }

  /** What waited before a restart goes on waiting for its moment. */
  async #wakeAll(): Promise<void> {
    const waiting = await this.#ports.queue.waiting();
    for (let i = 0; i < waiting.length; i += WOKEN_TOGETHER) {
      await this.#wake(waiting.slice(i, i + WOKEN_TOGETHER));
    }
  }

  async #wake(ids: readonly DeviceId[]): Promise<void> {
    const { directory, devices, timetable, multicasts } = this.#desks;
    await directory.load(ids);
    await devices.loadDevices(ids);
    const others: MulticastGroupId[] = [];
    for (const id of ids) {
      const device = directory.device(id);
      const profile = device && directory.profile(device.profileId);
      if (profile) timetable.wake(device, profile);
      else if (!device) others.push(id as string as MulticastGroupId);
    }
    if (others.length === 0) return;
    await directory.loadGroups(others);
    for (const id of others) if (directory.group(id)) multicasts.wake(id);
  }

  #published(events: readonly PublishedEvent[]): void {
    const settling = events
      .map(({ event }) => event)
      .filter(
        (event): event is NewEvent<"delivery" | "multicast-delivery"> =>
          event.type === "delivery" || event.type === "multicast-delivery",
      );
    if (settling.length > 0) {
      applyEffects(this.#ports.queue, settling.map(effectOfDelivery)).catch((error: unknown) =>
        this.#failed(error, "settling queued downlinks"),
      );
    }
    this.#ports.published(events);
  }
}

function checkPorts(items: readonly QueueItem[]): void {
  for (const { fPort } of items) {
    if (!Number.isInteger(fPort) || fPort < 1 || fPort > 255) {
      throw new CallerError("NS_BAD_PORT", "FPort is 1 … 255; 0 belongs to the network");
    }
  }
}
