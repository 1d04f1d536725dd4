import { CallerError, type Clock, type DeviceId, UnavailableError } from "@lorats/base";
import type { GatewayStats } from "@lorats/backhaul";
import type { Cursor, NewEvent } from "@lorats/events";
import { Ciphers } from "@lorats/lorawan";
import { applyEffects, effectOfDelivery } from "../downlink/effects.ts";
import type { Session } from "../device/session.ts";
import type { DeviceState } from "../device/state.ts";
import { GatewayAirtime } from "../gateway/airtime.ts";
import { statsEvent } from "../gateway/stats-event.ts";
import { DEFAULT_OPTIONS, type NetworkOptions } from "../options.ts";
import type { QueueItem } from "../ports/downlink-queue.ts";
import type { Gateway } from "../registry/gateway.ts";
import { type ClosedFrame, Collector } from "../uplink/collector.ts";
import { lateCopyEvent, refusalEvent } from "../uplink/decide.ts";
import { type Copy, endMonoOf } from "../uplink/reception.ts";
import { type PersonalSession, activationEvent } from "./activation.ts";
import { Checkpoints } from "./checkpoints.ts";
import { ClassCDesk, isClassC } from "./class-c-desk.ts";
import { Counters } from "./counters.ts";
import { Agenda } from "./agenda.ts";
import { DecisionLoop } from "./decision-loop.ts";
import { Directory } from "./directory.ts";
import { DownlinkDesk } from "./downlink-desk.ts";
import { type Delivery, Intake } from "./intake.ts";
import { KeyRing, keyIdsOf } from "./key-ring.ts";
import type { ClassAOpportunity, Opportunity } from "./opportunity.ts";
import type { NetworkPorts, PublishedEvent } from "./ports.ts";
import { rebuildState, replayTail } from "./recovery.ts";
import { restoreAirtime } from "./restore-airtime.ts";
import type { Turn } from "./turn.ts";
import { UplinkDesk } from "./uplink-desk.ts";
import { WarmDevices } from "./warm-devices.ts";
import type { Work } from "./work.ts";

/** Rows are written at most so often; the log has their contents already. */
const SAVE_EVERY_MS = 100;
/** Copies of one transmission lie within this, as far as counters tell. */
const SAME_TRANSMISSION_NS = 300_000_000n;
const PRUNE_EVERY_NS = 600_000_000_000n;
/** Keys kept expanded: expanding one takes about a microsecond, keeping it a kilobyte or more. */
const CIPHERS = 4096;
/** More devices than one batch of decisions can look at: what it brought into memory stays until it is made. */
const LOOKED_UP = 20_000;
const REMEMBER_MS = 600_000;
const REMEMBER_FRAMES = 50_000;

/** The LoRaWAN network server: receptions in, events and downlinks out. */
export class NetworkServer {
  readonly counters: Counters = new Counters();
  readonly options: NetworkOptions;
  readonly #ports: NetworkPorts;
  readonly #clock: Clock;
  readonly #devices: WarmDevices;
  readonly #directory: Directory;
  readonly #keys: KeyRing;
  readonly #checkpoints = new Checkpoints();
  readonly #loop: DecisionLoop<Work>;
  readonly #uplinks: UplinkDesk;
  readonly #downlinks: DownlinkDesk;
  readonly #airtime = new GatewayAirtime();
  readonly #collector: Collector;
  readonly #agenda: Agenda<ClassAOpportunity>;
  readonly #classC: ClassCDesk;
  readonly #intake: Intake;
  /** The newest opportunity of each device: an older one's windows are over. */
  readonly #newest = new Map<string, ClassAOpportunity>();
  readonly #failed: (error: unknown, doing: string) => void;
  #recovering = false;
  #prunedMono = 0n;
  #saveTimer: (() => void) | undefined;
  #checkpointed: Cursor | undefined;

  constructor(ports: NetworkPorts) {
    const { clock, random } = ports;
    const options = { ...DEFAULT_OPTIONS, ...ports.options };
    this.#ports = ports;
    this.#clock = clock;
    this.options = options;
    this.#failed = (error, doing) => {
      this.counters.add(`failed:${doing}`);
      ports.failed?.(error, doing);
    };
    const ciphers = new Ciphers(ports.aes, CIPHERS);
    const capacity = Math.max(options.maxWarmDevices, LOOKED_UP);
    const keys = new KeyRing(ports.keys, 2 * capacity);
    this.#keys = keys;
    this.#devices = new WarmDevices(ports.sessions, options.maxWarmDevices, {
      rebuild: (id) => rebuildState(ports.log, id),
      damaged: (error) => this.#failed(error, "reading a session row"),
    });
    this.#directory = new Directory(ports.registry, capacity);
    const shared = { clock, random, ciphers, options, directory: this.#directory, keys };
    this.#uplinks = new UplinkDesk({
      ...shared,
      devices: this.#devices,
      counters: this.counters,
      assessor: ports.assessor,
      onOpportunity: (opportunity) => this.#schedule(opportunity),
    });
    this.#downlinks = new DownlinkDesk({
      ...shared,
      counters: this.counters,
      queue: ports.queue,
      sender: ports.sender,
      airtime: this.#airtime,
      inTurn: (decide) => this.#inTurn(decide),
      onSent: (opportunity, sent, item) => this.#classC.sent(opportunity, sent, item),
      failed: this.#failed,
    });
    this.#classC = new ClassCDesk(clock, (due) => this.#addDownlinks(due));
    this.#loop = new DecisionLoop<Work>({
      clock,
      log: ports.log,
      keyStore: ports.keys,
      keys,
      devices: this.#devices,
      checkpoints: this.#checkpoints,
      published: (events) => this.#published(events),
      failed: this.#failed,
      decide: (turn, batch) => this.#decide(turn, batch),
      settled: (batch) => this.#settled(batch),
    });
    this.#collector = new Collector(clock, random, {
      windowMs: options.deduplicationWindowMs,
      rememberMs: REMEMBER_MS,
      rememberFrames: REMEMBER_FRAMES,
      isSameTransmission,
      onClosed: (frames) => {
        const silent = this.#recovering;
        this.#loop.add(...frames.map((heard) => ({ kind: "frame" as const, heard, silent })));
      },
      onRepeat: (copy) => {
        this.counters.add("copies:repeated");
        copy.settle();
      },
      onLateCopy: (copy, frame) => this.#loop.add({ kind: "late-copy", copy, frame }),
    });
    this.#intake = new Intake({
      clock,
      log: ports.log,
      checkpoints: this.#checkpoints,
      counters: this.counters,
      serverClockSdNs: options.serverClockSdNs,
      collect: (copy) => this.#collector.add(copy),
    });
    this.#agenda = new Agenda(clock, (due) => {
      const work = due.filter((one) => this.#newest.get(one.device.id) === one);
      for (const { device } of work) this.#newest.delete(device.id);
      this.#addDownlinks(work);
    });
  }

  /**
   * Catches up with the log: what was decided before an unclean end is folded in, what was received and never
   * decided is decided now (too late to be answered). Call once, before the first reception.
   */
  async start(): Promise<void> {
    const { log, sessions, queue } = this.#ports;
    const checkpoint = await sessions.checkpoint();
    const tail = await replayTail(log, this.#devices, checkpoint);
    await applyEffects(queue, tail.deliveries.map(effectOfDelivery));
    await restoreAirtime(this.#airtime, this.#ports);
    this.counters.add("recovery:events", tail.replayed);
    this.counters.add("recovery:undecided", tail.undecided.length);
    this.#recovering = true;
    const ids = [...new Set(tail.undecided.map(({ body }) => body.gatewayId))];
    this.#intake.feedBack(tail.undecided, await this.#ports.registry.gateways.get(ids));
    this.#collector.flush();
    this.#recovering = false;
    await this.#loop.idle();
    await this.#save();
  }

  /** Decides what was received, writes what is dirty, and lets go of everything. */
  async stop(): Promise<void> {
    this.#collector.flush();
    this.#collector.stop();
    this.#agenda.stop();
    this.#classC.stop();
    await this.#loop.idle();
    this.#loop.stop();
    this.#saveTimer?.();
    this.#saveTimer = undefined;
    await this.#save();
    this.#directory.close();
  }

  /** Frames that are being collected or wait for their decision. */
  get framesInFlight(): number {
    return this.#collector.size + this.#loop.size;
  }

  /**
   * Takes what a gateway heard. Resolves when it is durable: only then may the door acknowledge it.
   * @throws {UnavailableError} `NS_OVERLOADED`, `LOG_UNAVAILABLE`: not stored, and not to be acknowledged
   */
  async receive(delivery: Delivery): Promise<void> {
    if (this.framesInFlight >= this.options.maxFramesInFlight) {
      this.counters.add("overloaded", delivery.uplinks.length);
      throw new UnavailableError("NS_OVERLOADED", "too many frames wait for their decision");
    }
    await this.#intake.receive(delivery);
  }

  /** Takes a gateway's report on itself. Resolves when it is durable. */
  async reportStats(gateway: Gateway, stats: GatewayStats): Promise<void> {
    const now = this.#clock.now();
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
    await this.#directory.load([id]);
    const device = this.#directory.device(id);
    const profile = device && this.#directory.profile(device.profileId);
    if (!profile) throw new CallerError("REG_NO_SUCH", `there is no device ${id}`);
    const event = activationEvent(device, profile, session, this.#clock.now());
    await this.#inTurn(
      (turn) => turn.add(event),
      () => this.#devices.loadDevices([id]),
    );
  }

  /**
   * Queues messages to devices. A class A device hears its message after its next uplink, one of class C at once.
   * @throws {CallerError} `NS_QUEUE_DUPLICATE`, `NS_QUEUE_FULL`, `NS_BAD_PORT`
   */
  async enqueue(items: readonly QueueItem[]): Promise<void> {
    for (const { fPort } of items) {
      if (!Number.isInteger(fPort) || fPort < 1 || fPort > 255) {
        throw new CallerError("NS_BAD_PORT", "FPort is 1 … 255; 0 belongs to the network");
      }
    }
    await this.#ports.queue.add(items);
    const ids = [...new Set(items.map(({ deviceId }) => deviceId))];
    await this.#directory.load(ids);
    await this.#devices.loadDevices(ids);
    for (const id of ids) {
      const device = this.#directory.device(id);
      const profile = device && this.#directory.profile(device.profileId);
      if (profile && isClassC(this.#devices.state(id), profile)) this.#classC.wake(device, profile);
    }
  }

  /** What is known of devices: sessions, counters, links, status. Devices without any state are missing. */
  async states(ids: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, DeviceState>> {
    await this.#devices.loadDevices(ids);
    const known = ids.filter((id) => this.#devices.position(id) !== undefined);
    return new Map(known.map((id) => [id, this.#devices.state(id)]));
  }

  /** Forgets the sessions and the queue of devices that were deleted from the registry. */
  async forget(ids: readonly DeviceId[]): Promise<void> {
    await this.#loop.idle();
    for (const ticket of await this.#devices.remove(ids)) this.#checkpoints.settle(ticket);
    await this.#ports.queue.flush(ids);
  }

  /** Resolves when everything heard so far is decided, answered where it is time, and written. */
  async settle(): Promise<void> {
    await this.#loop.idle();
    await this.#save();
  }

  async #decide(turn: Turn, batch: readonly Work[]): Promise<void> {
    const frames = new Map<Work, ReturnType<UplinkDesk["read"]>>();
    for (const work of batch) {
      if (work.kind === "frame") frames.set(work, this.#uplinks.read(work.heard, work.silent));
    }
    await this.#uplinks.prepare([...frames.values()]);
    const downlinks = batch.filter((work) => work.kind === "downlink");
    const ids = downlinks.map(({ opportunity }) => opportunity.device.id);
    await this.#prepareDownlinks(downlinks.map(({ opportunity }) => opportunity));
    const queues = ids.length > 0 ? await this.#ports.queue.peek(ids, 4) : new Map();
    for (const work of batch) if (work.kind === "call") await work.prepare?.();
    for (const work of batch) {
      switch (work.kind) {
        case "frame":
          await this.#decideFrame(turn, frames.get(work)!);
          break;
        case "late-copy": {
          const original = this.#uplinks.decided.get(work.frame);
          this.counters.add(original ? "uplinks:late-backhaul" : "copies:late");
          if (original) turn.add(lateCopyEvent(original, work.copy));
          break;
        }
        case "downlink": {
          const { opportunity } = work;
          this.#downlinks.decide(turn, opportunity, queues.get(opportunity.device.id) ?? []);
          break;
        }
        case "call":
          work.decide(turn);
      }
    }
  }

  async #prepareDownlinks(opportunities: readonly Opportunity[]): Promise<void> {
    if (opportunities.length === 0) return;
    await this.#devices.loadDevices(opportunities.map(({ device }) => device.id));
    const session = ({ device }: Opportunity): readonly Session[] => {
      const known = this.#devices.state(device.id).session;
      return known ? [known] : [];
    };
    const classC = opportunities.filter(({ kind }) => kind === "class-c");
    const links = classC.flatMap(session).flatMap((one) => one.links);
    await this.#directory.loadGateways(links.map(({ gatewayId }) => gatewayId));
    await this.#keys.load(opportunities.flatMap(session).flatMap(({ keys }) => keyIdsOf(keys)));
  }

  /** One frame that trips over a defect of ours must not hold up the others. */
  async #decideFrame(turn: Turn, read: ReturnType<UplinkDesk["read"]>): Promise<void> {
    try {
      await this.#uplinks.decide(turn, read);
    } catch (error) {
      // A store that does not answer: the batch is tried again.
      if (error instanceof UnavailableError) throw error;
      this.#failed(error, "deciding a frame");
      const why = { code: "NS_INTERNAL", reason: "the server failed on this frame" };
      turn.add(refusalEvent(read.heard, why, {}));
    }
  }

  #settled(batch: readonly Work[]): void {
    for (const work of batch) {
      if (work.kind === "frame") for (const copy of work.heard.copies) copy.settle();
      if (work.kind === "late-copy") work.copy.settle();
      if (work.kind === "call") work.done();
    }
    this.#saveSoon();
  }

  #published(events: readonly PublishedEvent[]): void {
    const deliveries = events
      .map(({ event }) => event)
      .filter((event): event is NewEvent<"delivery"> => event.type === "delivery");
    if (deliveries.length > 0) {
      applyEffects(this.#ports.queue, deliveries.map(effectOfDelivery)).catch((error: unknown) =>
        this.#failed(error, "settling queued downlinks"),
      );
    }
    this.#ports.published(events);
  }

  #schedule(opportunity: ClassAOpportunity): void {
    const { device, profile } = opportunity;
    const state = this.#devices.state(device.id);
    this.#newest.set(device.id, opportunity);
    this.#agenda.add(this.#downlinks.dueMono(opportunity, state.session), opportunity);
    if (opportunity.kind === "data" && isClassC(state, profile)) {
      this.#classC.heard(device, profile, state.session!.radio.rx1DelayS);
    }
  }

  #addDownlinks(due: readonly Opportunity[]): void {
    this.#loop.add(...due.map((opportunity) => ({ kind: "downlink" as const, opportunity })));
  }

  #inTurn(decide: (turn: Turn) => void, prepare?: () => Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#loop.add({ kind: "call", decide, done: resolve, ...(prepare && { prepare }) });
    return promise;
  }

  #saveSoon(): void {
    if (this.#saveTimer || this.#devices.dirtyCount === 0) return;
    this.#saveTimer = this.#clock.after(SAVE_EVERY_MS, () => {
      this.#saveTimer = undefined;
      this.#save().catch((error: unknown) => {
        this.#failed(error, "writing sessions");
        this.#saveSoon();
      });
    });
  }

  async #save(): Promise<void> {
    await this.#noteGateways();
    await this.#devices.save((tickets) => {
      for (const ticket of tickets) this.#checkpoints.settle(ticket);
    });
    const safe = this.#checkpoints.safe();
    if (safe === undefined || safe === this.#checkpointed) return;
    await this.#ports.sessions.setCheckpoint(safe);
    this.#checkpointed = safe;
  }

  async #noteGateways(): Promise<void> {
    const now = this.#clock.monotonic();
    if (now - this.#prunedMono > PRUNE_EVERY_NS) {
      this.#prunedMono = now;
      this.#airtime.prune(Number(now / 1000n));
    }
    const seen = this.#intake.takeSeen();
    if (seen.length > 0) await this.#ports.registry.gateways.seen(seen);
  }
}

/** The same transmission, heard at the same moment, that only took longer to get here. */
function isSameTransmission(copy: Copy, { frame }: ClosedFrame): boolean {
  const { gpsNs, utc } = copy.uplink.times;
  for (const other of frame.copies) {
    const times = other.uplink.times;
    if (gpsNs !== undefined && times.gpsNs !== undefined) {
      return near(gpsNs, times.gpsNs);
    }
    if (utc !== undefined && times.utc !== undefined) return near(utc, times.utc);
  }
  if (!copy.reading) return false;
  return near(endMonoOf(copy), endMonoOf(frame.copies[0]!));
}

function near(a: bigint, b: bigint): boolean {
  const apart = a > b ? a - b : b - a;
  return apart < SAME_TRANSMISSION_NS;
}
