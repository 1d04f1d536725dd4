import {
  type Clock,
  type DevAddr,
  type DeviceId,
  type Eui64,
  type GatewayId,
  type KeyId,
  type Random,
  type TenantId,
  toHex,
} from "@lorats/base";
import type { NewEvent } from "@lorats/events";
import {
  type Ciphers,
  type DataUplink,
  type JoinRequest,
  type PhyPayload,
  decodePhyPayload,
  isUplink,
} from "@lorats/lorawan";
import type { Session } from "../device/session.ts";
import type { DeviceState } from "../device/state.ts";
import { type JoinCandidate, decideJoin } from "../join/decide.ts";
import type { NetworkOptions } from "../options.ts";
import { regionOf } from "../radio/regions.ts";
import { uplinkChannel, uplinkDataRate } from "../radio/rules.ts";
import type { Device } from "../registry/device.ts";
import type { HeardFrame } from "../uplink/collector.ts";
import { best, judgeCounter, refusalEvent, uplinkEvents } from "../uplink/decide.ts";
import {
  type Attempt,
  type Candidate,
  type Match,
  type Prospect,
  type TxSettings,
  attemptsAt,
  likeliest,
  micMatches,
} from "../uplink/match.ts";
import { delayOf } from "../uplink/reception.ts";
import type { Counters } from "./counters.ts";
import type { Directory } from "./directory.ts";
import { type KeyRing, keyIdsOf } from "./key-ring.ts";
import type { Assessor } from "./ports.ts";
import type { Turn } from "./turn.ts";
import type { WarmDevices } from "./warm-devices.ts";
import type { ClassAOpportunity } from "./opportunity.ts";

/** Where uplinks are decided. */
export interface UplinkDeskParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly ciphers: Ciphers;
  readonly options: NetworkOptions;
  readonly devices: WarmDevices;
  readonly directory: Directory;
  readonly keys: KeyRing;
  readonly counters: Counters;
  readonly assessor: Assessor;
  /** A frame was accepted and may be answered. */
  readonly onOpportunity: (opportunity: ClassAOpportunity) => void;
}

interface ReadFrame {
  readonly heard: HeardFrame;
  readonly frame: PhyPayload | undefined;
  /** No downlink: the frame comes out of the log after a restart. */
  readonly silent: boolean;
  readonly refusal?: { readonly code: string; readonly reason: string };
}

/** What came of looking for a frame's session. */
interface Search {
  readonly match?: Match;
  /** Sessions that were tried. */
  readonly candidates: number;
  /** Some were left untried since the budget was used up. */
  readonly exhausted: boolean;
}

/** A device that heard of its frame later than this cannot be answered, and its clock is not plausible. */
const EARLIER_MS = 2000;

/** Reads frames, finds whose they are, and turns them into events. */
export class UplinkDesk {
  readonly #parts: UplinkDeskParts;

  constructor(parts: UplinkDeskParts) {
    this.#parts = parts;
  }

  read(heard: HeardFrame, silent: boolean): ReadFrame {
    const decoded = decodePhyPayload(heard.phyPayload);
    if (decoded.ok) return { heard, frame: decoded.value, silent };
    const { code, reason } = decoded;
    return { heard, frame: undefined, silent, refusal: { code, reason } };
  }

  /** Brings into memory what the frames may need. */
  async prepare(frames: readonly ReadFrame[]): Promise<void> {
    const { devices, directory, keys } = this.#parts;
    const addrs = new Set<DevAddr>();
    const devEuis = new Set<Eui64>();
    const tenants = new Set<TenantId>();
    for (const { frame, heard } of frames) {
      for (const { gateway } of heard.copies) tenants.add(gateway.tenantId);
      if (frame === undefined) continue;
      if (frame.mType === "join-request") devEuis.add(frame.devEui);
      if (isData(frame)) addrs.add(frame.devAddr);
    }
    await Promise.all([devices.loadAddrs(addrs), directory.loadTenants(tenants)]);
    const joining = devEuis.size > 0 ? await directory.byEui(devEuis) : new Map<Eui64, Device[]>();
    this.#joining = joining;
    const joiningIds = [...joining.values()].flat().map(({ id }) => id);
    await devices.loadDevices(joiningIds);
    await keys.load(rootKeyIds([...joining.values()].flat()));
    this.#soughtFor.clear();
    await this.#bring(frames.flatMap((read) => this.#likeliest(read) ?? []));
  }

  #joining: ReadonlyMap<Eui64, readonly Device[]> = new Map();

  /** Whose a frame is in all likelihood: the one device that is looked up ahead for it. */
  #likeliest({ frame, heard }: ReadFrame): Attempt | undefined {
    if (frame === undefined || !isData(frame)) return undefined;
    const prospects = this.#prospects(frame.devAddr, (id) => this.#parts.devices.state(id));
    return likeliest(frame, prospects, gatewaysOf(heard));
  }

  /** Sessions that were looked up for this batch of frames: what was not found then is not there. */
  readonly #soughtFor = new Set<Session>();

  /** Brings into memory what {@link #candidate} needs. */
  async #bring(attempts: readonly Attempt[]): Promise<void> {
    const { directory, keys, assessor } = this.#parts;
    const unsought = attempts
      .map(({ prospect }) => prospect)
      .filter(({ session }) => !this.#soughtFor.has(session));
    if (unsought.length === 0) return;
    for (const { session } of unsought) this.#soughtFor.add(session);
    const devices = unsought.map(({ deviceId }) => deviceId);
    await directory.load(devices);
    await assessor.prepare(devices);
    await keys.load(unsought.flatMap(({ session }) => keyIdsOf(session.keys)));
  }

  /** Decides one frame. {@link prepare} has loaded what it needs, unless many sessions have to be tried. */
  async decide(turn: Turn, read: ReadFrame): Promise<void> {
    const { heard, frame, refusal } = read;
    if (refusal) this.#refuse(turn, heard, refusal);
    else if (frame!.mType === "join-request") this.#join(turn, read, frame as JoinRequest);
    else if (isData(frame!)) await this.#data(turn, read, frame);
    else {
      const reason = `a ${frame!.mType} frame is nothing that this network serves`;
      this.#refuse(turn, heard, { code: "NS_NOT_SERVED", reason });
    }
  }

  #refuse(
    turn: Turn,
    heard: HeardFrame,
    why: { readonly code: string; readonly reason: string },
    device?: Device,
    devAddr?: DevAddr,
  ): void {
    turn.afterwards(() => this.#parts.counters.add(`refused:${why.code}`));
    const whose = device && {
      deviceId: device.id,
      devEui: device.devEui,
      tenantId: device.tenantId,
    };
    turn.add(refusalEvent(heard, why, { ...whose, ...(devAddr && { devAddr }) }));
  }

  #join(turn: Turn, { heard, silent }: ReadFrame, request: JoinRequest): void {
    const { clock, random, ciphers, options, counters } = this.#parts;
    if (silent) {
      const reason = "the server was restarted before it could answer";
      return this.#refuse(turn, heard, { code: "NS_JOIN_TOO_LATE", reason });
    }
    const candidates = this.#joinCandidates(turn, heard, request);
    const decision = decideJoin({ ciphers, clock, random, options }, heard, request, candidates);
    if (!decision.ok) return this.#refuse(turn, heard, decision, decision.device);
    turn.afterwards(() => counters.add("joins"));
    turn.keys.push(...decision.keys);
    turn.add(decision.event);
    const { device, profile } = decision.candidate;
    turn.afterwards(() => {
      this.#parts.onOpportunity({
        kind: "join",
        device,
        profile,
        heard,
        phyPayload: decision.phyPayload,
        keys: decision.event.body.keys,
      });
    });
  }

  #joinCandidates(turn: Turn, heard: HeardFrame, { devEui }: JoinRequest): JoinCandidate[] {
    const { directory, keys, options } = this.#parts;
    const candidates: JoinCandidate[] = [];
    for (const device of this.#joining.get(devEui) ?? []) {
      const profile = directory.profile(device.profileId);
      if (!profile || profile.region !== heard.region) continue;
      const prefixes = directory.tenant(device.tenantId)?.devAddrPrefixes ?? [];
      candidates.push({
        device,
        profile,
        state: turn.state(device.id),
        appKey: device.appKeyId && keys.get(device.appKeyId),
        nwkKey: device.nwkKeyId && keys.get(device.nwkKeyId),
        devAddrPrefixes: prefixes.length > 0 ? prefixes : options.devAddrPrefixes,
      });
    }
    return candidates;
  }

  async #data(turn: Turn, read: ReadFrame, frame: DataUplink): Promise<void> {
    const { heard } = read;
    const prospects = this.#prospects(frame.devAddr, (id) => turn.state(id));
    const search = await this.#search(heard, frame, prospects);
    if (search.match) return this.#matched(turn, read, frame, search.match);
    const { code, reason } = noMatch(frame.devAddr, search.candidates, search.exhausted);
    this.#refuse(turn, heard, { code, reason }, undefined, frame.devAddr);
  }

  async #search(
    heard: HeardFrame,
    frame: DataUplink,
    prospects: readonly Prospect[],
  ): Promise<Search> {
    const { ciphers, options, counters } = this.#parts;
    const candidates = new Set<Prospect>();
    let mics = 0;
    for (const batch of attemptsAt(frame, prospects, gatewaysOf(heard))) {
      await this.#bring(batch);
      for (const attempt of batch) {
        const candidate = this.#candidate(attempt, heard.region);
        if (!candidate) continue;
        const { fCnt, gap, rolledOver, reset, prospect } = attempt;
        candidates.add(prospect);
        if (mics >= options.maxMicsPerFrame)
          return { candidates: candidates.size, exhausted: true };
        mics++;
        counters.add("mics");
        const { profile, session } = candidate;
        const settings = (): TxSettings => this.#txSettings(heard, profile, session.radio);
        if (!micMatches(ciphers, heard.phyPayload, candidate, fCnt, settings)) continue;
        const match = { candidate, fCnt, gap, rolledOver, reset };
        return { match, candidates: candidates.size, exhausted: false };
      }
    }
    return { candidates: candidates.size, exhausted: false };
  }

  #txSettings(
    heard: HeardFrame,
    profile: Candidate["profile"],
    radio: Candidate["session"]["radio"],
  ): TxSettings {
    const region = regionOf(profile);
    const { uplink } = best(heard.copies);
    const dataRate = uplinkDataRate(region, uplink.modulation) ?? 0;
    const channel = uplinkChannel(region, radio, uplink.freqHz, dataRate);
    return { dataRate, channelIndex: channel?.index ?? 0 };
  }

  /** The sessions on an address. HOT PATH: addresses are crowded. */
  #prospects(devAddr: DevAddr, stateOf: (id: DeviceId) => DeviceState): Prospect[] {
    const prospects: Prospect[] = [];
    for (const deviceId of this.#parts.devices.onAddr(devAddr)) {
      const { session, pending } = stateOf(deviceId);
      if (session?.devAddr === devAddr) prospects.push({ deviceId, session });
      if (pending?.devAddr === devAddr) prospects.push({ deviceId, session: pending });
    }
    return prospects;
  }

  /** What it takes to try the attempt; nothing where device or keys are gone, or the profile rules it out. */
  #candidate({ prospect, reset }: Attempt, region: string): Candidate | undefined {
    const { directory, keys: ring } = this.#parts;
    const { deviceId, session } = prospect;
    const device = directory.device(deviceId);
    const profile = device && directory.profile(device.profileId);
    if (!profile || profile.region !== region) return undefined;
    if (reset && !profile.allowFCntReset) return undefined;
    const keys = ring.session(session.keys, session.macVersion);
    return keys && { device, profile, session, keys };
  }

  #matched(turn: Turn, { heard: all, silent }: ReadFrame, frame: DataUplink, match: Match): void {
    const { ciphers, counters } = this.#parts;
    const { device, profile, session } = match.candidate;
    const refuse = (code: string, reason: string): void =>
      this.#refuse(turn, all, { code, reason }, device, frame.devAddr);
    if (device.disabled) return refuse("NS_DEVICE_DISABLED", "the device is disabled");
    const heard = this.#visible(all, device);
    if (!heard) {
      return refuse("NS_GATEWAY_PRIVATE", "only private gateways of other tenants heard it");
    }
    const region = regionOf(profile);
    const { uplink } = best(heard.copies);
    const dataRate = uplinkDataRate(region, uplink.modulation);
    if (dataRate === undefined) {
      return refuse("NS_DATA_RATE", `${region.id} has no such data rate`);
    }
    const freshness = judgeCounter(match, toHex(frame.mic), sentEarlier(heard, session));
    if (typeof freshness === "object") return refuse(freshness.code, freshness.reason);
    turn.afterwards(() => counters.add(`uplinks:${freshness}`));
    const { event, others } = uplinkEvents(ciphers, heard, frame, match, { freshness, dataRate });
    const judged = freshness === "fresh" || freshness === "late";
    if (judged) this.#assessed(turn, event, heard);
    else turn.add(event);
    turn.add(...others);
    this.decided.set(all, event);
    const again = freshness === "late-radio" && event.body.confirmed;
    if (silent || !(freshness === "fresh" || again)) return;
    turn.afterwards(() => {
      this.#parts.onOpportunity({ kind: "data", device, profile, heard, uplink: event.body });
    });
  }

  /** Adds an uplink and what trust has to say of it. */
  #assessed(turn: Turn, event: NewEvent<"uplink">, { copies }: HeardFrame): void {
    const { assessor } = this.#parts;
    const receptions = copies.map(({ reception }) => reception);
    const index = turn.events.length;
    turn.add(event, ...assessor.assess(event, receptions));
    turn.afterwards((positions) => assessor.settled(event, positions[index]!));
    turn.abandoned(() => assessor.abandoned());
  }

  /** Decided frames by the object that collected them, for copies that come later. */
  readonly decided: WeakMap<HeardFrame, ReturnType<typeof uplinkEvents>["event"]> = new WeakMap();

  /** The frame without what another tenant's private gateways heard, or nothing when nothing is left. */
  #visible(heard: HeardFrame, device: Device): HeardFrame | undefined {
    const { directory } = this.#parts;
    const may = (tenantId: TenantId): boolean =>
      tenantId === device.tenantId || (directory.tenant(tenantId)?.sharesUplinks ?? false);
    if (heard.copies.every(({ gateway }) => may(gateway.tenantId))) return heard;
    const copies = heard.copies.filter(({ gateway }) => may(gateway.tenantId));
    return copies.length === 0 ? undefined : { ...heard, copies };
  }
}

function gatewaysOf({ copies }: HeardFrame): ReadonlySet<GatewayId> {
  return new Set(copies.map(({ gateway }) => gateway.id));
}

function* rootKeyIds(devices: readonly Device[]): Iterable<KeyId> {
  for (const { appKeyId, nwkKeyId } of devices) {
    if (appKeyId !== undefined) yield appKeyId;
    if (nwkKeyId !== undefined) yield nwkKeyId;
  }
}

function isData(frame: PhyPayload): frame is DataUplink {
  const { mType } = frame;
  const isDataFrame =
    mType === "unconfirmed-data-up" ||
    mType === "confirmed-data-up" ||
    mType === "unconfirmed-data-down" ||
    mType === "confirmed-data-down";
  return isDataFrame && isUplink(frame);
}

function noMatch(
  devAddr: DevAddr,
  candidates: number,
  exhausted: boolean,
): { readonly code: string; readonly reason: string } {
  if (candidates === 0) {
    return { code: "NS_UNKNOWN_DEVADDR", reason: `no session has the address ${devAddr}` };
  }
  if (exhausted) {
    return { code: "NS_MIC_BUDGET", reason: `too many sessions share the address ${devAddr}` };
  }
  return { code: "NS_MIC_INVALID", reason: `the MIC fits none of ${candidates} sessions` };
}

/** Do the gateways' times put this frame before the newest accepted one? */
function sentEarlier(heard: HeardFrame, session: Candidate["session"]): boolean {
  return heard.copies.some((copy) => {
    const delayMs = delayOf(copy);
    if (delayMs === undefined || delayMs < EARLIER_MS) return false;
    const sentMs = Number(copy.arrivedAt / 1_000_000n) - delayMs;
    const beforeLast = session.last === undefined || sentMs < session.last.atMs;
    return beforeLast && sentMs > session.startedAtMs;
  });
}
