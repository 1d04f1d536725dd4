import { Ciphers } from "@lorats/lorawan";
import { GatewayAirtime } from "../gateway/airtime.ts";
import { ServerClock } from "../gateway/server-clock.ts";
import type { NetworkOptions } from "../options.ts";
import { Collector } from "../uplink/collector.ts";
import { TransmissionJudge } from "../uplink/same-transmission.ts";
import { Checkpoints } from "./checkpoints.ts";
import type { Counters } from "./counters.ts";
import { Decider } from "./decider.ts";
import { DecisionDelay } from "./decision-delay.ts";
import { DecisionLoop } from "./decision-loop.ts";
import { Directory } from "./directory.ts";
import { Dispatch } from "./dispatch.ts";
import { DownlinkDesk } from "./downlink-desk.ts";
import { GatewayWatch } from "./gateway-watch.ts";
import { Intake } from "./intake.ts";
import { JoinDesk } from "./join-desk.ts";
import { KeyRing } from "./key-ring.ts";
import { MicBudget } from "./mic-budget.ts";
import { MulticastDesk } from "./multicast-desk.ts";
import type { ClassAOpportunity, Opportunity } from "./opportunity.ts";
import type { NetworkPorts, PublishedEvent } from "./ports.ts";
import { PowerCaps } from "./power-caps.ts";
import { Reach } from "./reach.ts";
import { rebuildState } from "./recovery.ts";
import { Saver } from "./saver.ts";
import { SessionSearch } from "./session-search.ts";
import { Timetable } from "./timetable.ts";
import { TokenBuckets } from "./token-buckets.ts";
import type { Turn } from "./turn.ts";
import { UplinkDesk } from "./uplink-desk.ts";
import { WarmDevices } from "./warm-devices.ts";
import type { Work } from "./work.ts";

/** Keys kept expanded: expanding one takes about a microsecond, keeping it a kilobyte or more. */
const CIPHERS = 4096;
/** More devices than one batch of decisions can look at: what it brought into memory stays until it is made. */
const LOOKED_UP = 20_000;
/** What a device may send at once, in seconds' worth. */
const BURST_S = 10;
const REMEMBER_MS = 600_000;
const REMEMBER_FRAMES = 25_000;

/** What the desks are put together around. */
export interface Frame {
  readonly ports: NetworkPorts;
  readonly options: NetworkOptions;
  readonly counters: Counters;
  readonly failed: (error: unknown, doing: string) => void;
  /** Events are durable. */
  readonly published: (events: readonly PublishedEvent[]) => void;
  /** Are frames of the log being decided that nobody can answer any more? */
  readonly isSilent: () => boolean;
}

/** The parts that the server itself speaks to. */
export interface Desks {
  readonly airtime: GatewayAirtime;
  readonly checkpoints: Checkpoints;
  readonly collector: Collector;
  readonly devices: WarmDevices;
  readonly directory: Directory;
  readonly intake: Intake;
  /** Makes a decision in a turn of its own, after `prepare` brought what it reads into memory. */
  readonly inTurn: (decide: (turn: Turn) => void, prepare?: () => Promise<void>) => Promise<void>;
  readonly loop: DecisionLoop<Work>;
  readonly multicasts: MulticastDesk;
  readonly powers: PowerCaps;
  readonly saver: Saver;
  readonly timetable: Timetable;
  readonly watch: GatewayWatch;
}

/** Puts the parts of a network server together. Nothing runs yet. */
export function assemble(frame: Frame): Desks {
  const { ports, options, counters, failed } = frame;
  const { clock, random, log, queue, sender } = ports;
  const ciphers = new Ciphers(ports.aes, CIPHERS);
  const capacity = Math.max(options.maxWarmDevices, LOOKED_UP);
  const keys = new KeyRing(ports.keys, 2 * capacity, (error) => failed(error, "loading keys"));
  const directory = new Directory(ports.registry, capacity);
  const checkpoints = new Checkpoints();
  const airtime = new GatewayAirtime();
  const powers = new PowerCaps();
  const devices = new WarmDevices(ports.sessions, options.maxWarmDevices, {
    rebuild: (id) => rebuildState(log, id),
    damaged: (error) => failed(error, "reading a session row"),
  });
  const watch = new GatewayWatch({
    clock,
    log,
    counters,
    registry: ports.registry,
    sender,
    failed,
  });
  const saver = new Saver({
    clock,
    devices,
    checkpoints,
    sessions: ports.sessions,
    besides: async () => {
      airtime.prune(Number(clock.monotonic() / 1000n));
      const seen = intake.takeSeen();
      if (seen.length > 0) await ports.registry.gateways.seen(seen);
    },
    failed,
  });
  const inTurn = (decide: (turn: Turn) => void, prepare?: () => Promise<void>): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    loop.add({ kind: "call", decide, done: resolve, ...(prepare && { prepare }) });
    return promise;
  };
  const addDownlinks = (due: readonly Opportunity[], dueMono?: bigint): void =>
    loop.add(...due.map((opportunity) => ({ kind: "downlink" as const, opportunity, dueMono })));
  const onOpportunity = (opportunity: ClassAOpportunity): void => timetable.heard(opportunity);

  const shared = { clock, random, ciphers, options, directory, keys, devices, counters, failed };
  const delay = new DecisionDelay(clock);
  const reach = new Reach({ clock, options, directory, sender, airtime, delay });
  const dispatch = new Dispatch({ clock, counters, sender, airtime, powers, inTurn, failed });
  const timetable = new Timetable({ clock, ciphers, devices, reach, onDue: addDownlinks });
  const search = new SessionSearch({
    ...shared,
    budget: new MicBudget(clock, options.micsPerSecondAndGateway),
    assessor: ports.assessor,
  });
  const joins = new JoinDesk({
    ...shared,
    queue,
    joinServer: ports.joinServer ?? (() => undefined),
    inTurn,
    onOpportunity,
    refuse: (turn, heard, { device, ...why }) => uplinks.refuse(turn, heard, why, device),
  });
  const uplinks: UplinkDesk = new UplinkDesk({
    ...shared,
    search,
    joins,
    assessor: ports.assessor,
    rates: new TokenBuckets(clock, {
      perSecond: options.uplinksPerSecondAndDevice,
      burst: BURST_S * options.uplinksPerSecondAndDevice,
      owners: capacity,
    }),
    onOpportunity,
  });
  const downlinks = new DownlinkDesk({
    ...shared,
    queue,
    sender,
    reach,
    dispatch,
    onSent: (opportunity, sent, item) => timetable.sent(opportunity, sent, item),
  });
  const multicasts = new MulticastDesk({
    ...shared,
    queue,
    reach,
    dispatch,
    inTurn,
    onDue: (ids) => loop.add(...ids.map((groupId) => ({ kind: "multicast" as const, groupId }))),
  });
  const decider = new Decider({ ...shared, log, queue, uplinks, downlinks, multicasts });
  const loop: DecisionLoop<Work> = new DecisionLoop<Work>({
    clock,
    log,
    keyStore: ports.keys,
    keys,
    devices,
    checkpoints,
    published: frame.published,
    failed,
    decide: (turn, batch) => decider.decide(turn, batch),
    settled: (batch) => {
      settle(batch);
      for (const work of batch) {
        if (work.kind === "downlink" && work.dueMono !== undefined) delay.note(work.dueMono);
      }
      saver.soon();
    },
  });
  const judge = new TransmissionJudge();
  const collector = new Collector(clock, random, {
    windowMs: options.deduplicationWindowMs,
    rememberMs: REMEMBER_MS,
    rememberFrames: REMEMBER_FRAMES,
    judge: (copy, closed) => judge.judge(copy, closed),
    onClosed: (frames) => {
      for (const { copies } of frames) judge.note(copies);
      const silent = frame.isSilent();
      loop.add(...frames.map((heard) => ({ kind: "frame" as const, heard, silent })));
    },
    onRepeat: (copy) => {
      counters.add("copies:repeated");
      copy.settle();
    },
    onLateCopy: (copy, fate) => loop.add({ kind: "late-copy", copy, fate }),
  });
  const intake = new Intake({
    clock,
    log,
    checkpoints,
    counters,
    serverClock: new ServerClock(clock, options.serverClockSdNs),
    watch,
    collect: (copy) => collector.add(copy),
  });
  return {
    airtime,
    checkpoints,
    collector,
    devices,
    directory,
    intake,
    inTurn,
    loop,
    multicasts,
    powers,
    saver,
    timetable,
    watch,
  };
}

/** Tells whoever waits that a batch is decided. */
function settle(batch: readonly Work[]): void {
  for (const work of batch) {
    if (work.kind === "frame") for (const copy of work.heard.copies) copy.settle();
    if (work.kind === "late-copy") work.copy.settle();
    if (work.kind === "call") work.done();
  }
}
