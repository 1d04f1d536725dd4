import { type Clock, type DevAddr, type DeviceId, type TenantId, toHex } from "@lorats/base";
import type { Reception } from "@lorats/events";
import {
  type Ciphers,
  type DataUplink,
  type JoinRequest,
  type PhyPayload,
  type RejoinRequest,
  decodePhyPayload,
  isUplink,
} from "@lorats/lorawan";
import type { Session } from "../device/session.ts";
import { regionOf } from "../radio/regions.ts";
import { uplinkDataRate } from "../radio/rules.ts";
import type { Device } from "../registry/device.ts";
import type { HeardFrame } from "../uplink/collector.ts";
import { best, judgeCounter, refusalEvent, uplinkEvents } from "../uplink/decide.ts";
import type { Match } from "../uplink/match.ts";
import { delayOf } from "../uplink/reception.ts";
import { ONLY_PRIVATE, visibleTo } from "../uplink/visible.ts";
import type { Counters } from "./counters.ts";
import type { Directory } from "./directory.ts";
import type { JoinDesk } from "./join-desk.ts";
import type { ClassAOpportunity } from "./opportunity.ts";
import type { Assessor } from "./ports.ts";
import type { Search, SessionSearch } from "./session-search.ts";
import type { TokenBuckets } from "./token-buckets.ts";
import type { Turn } from "./turn.ts";

/** Where uplinks are decided. */
export interface UplinkDeskParts {
  readonly clock: Clock;
  readonly ciphers: Ciphers;
  readonly directory: Directory;
  readonly counters: Counters;
  readonly search: SessionSearch;
  readonly joins: JoinDesk;
  readonly assessor: Assessor;
  /** What each device may send. */
  readonly rates: TokenBuckets<DeviceId>;
  /** A frame was accepted and may be answered. */
  readonly onOpportunity: (opportunity: ClassAOpportunity) => void;
}

export interface ReadFrame {
  readonly heard: HeardFrame;
  readonly frame: PhyPayload | undefined;
  /** No downlink: the frame comes out of the log after a restart. */
  readonly silent: boolean;
  readonly refusal?: { readonly code: string; readonly reason: string };
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
    const { directory, search, joins } = this.#parts;
    const tenants = new Set<TenantId>();
    const data: { heard: HeardFrame; frame: DataUplink }[] = [];
    const joining: (JoinRequest | RejoinRequest)[] = [];
    for (const { frame, heard } of frames) {
      for (const { gateway } of heard.copies) tenants.add(gateway.tenantId);
      if (frame === undefined) continue;
      if (isJoin(frame)) joining.push(frame);
      else if (isData(frame)) data.push({ heard, frame });
    }
    await directory.loadTenants(tenants);
    await joins.prepare(joining);
    await search.prepare(data);
  }

  /** Decides one frame. {@link prepare} has loaded what it needs, unless many sessions have to be tried. */
  async decide(turn: Turn, read: ReadFrame): Promise<void> {
    const { heard, frame, refusal, silent } = read;
    if (refusal) this.refuse(turn, heard, refusal);
    else if (isJoin(frame!)) this.#parts.joins.decide(turn, heard, frame, silent);
    else if (isData(frame!)) await this.#data(turn, read, frame);
    else {
      const reason = `a ${frame!.mType} frame is nothing that this network serves`;
      this.refuse(turn, heard, { code: "NS_NOT_SERVED", reason });
    }
  }

  refuse(
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

  async #data(turn: Turn, read: ReadFrame, frame: DataUplink): Promise<void> {
    const found = await this.#parts.search.find(read.heard, frame, (id) => turn.decided(id));
    if (found.match) this.#matched(turn, read, frame, found.match);
    else this.refuse(turn, read.heard, noMatch(frame.devAddr, found), undefined, frame.devAddr);
  }

  #matched(turn: Turn, { heard: all, silent }: ReadFrame, frame: DataUplink, match: Match): void {
    const { ciphers, counters, assessor } = this.#parts;
    const { device, profile, session } = match.candidate;
    const refuse = (code: string, reason: string): void =>
      this.refuse(turn, all, { code, reason }, device, frame.devAddr);
    if (device.disabled) return refuse("NS_DEVICE_DISABLED", "the device is disabled");
    const heard = visibleTo(device.tenantId, all, this.#parts.directory);
    if (!heard) return refuse(ONLY_PRIVATE.code, ONLY_PRIVATE.reason);
    const region = regionOf(profile);
    const { uplink } = best(heard.copies);
    const dataRate = uplinkDataRate(region, uplink.modulation);
    if (dataRate === undefined) {
      return refuse("NS_DATA_RATE", `${region.id} has no such data rate`);
    }
    const freshness = judgeCounter(match, toHex(frame.mic), sentEarlier(heard, session));
    if (typeof freshness === "object") return refuse(freshness.code, freshness.reason);
    // Whoever has a device's keys and a gateway could make frames without a radio, as fast as he likes.
    if (!silent && !this.#parts.rates.take(device.id)) {
      return refuse("NS_DEVICE_RATE", "the device sends more than a device may");
    }
    turn.afterwards(() => counters.add(`uplinks:${freshness}`));
    const { event, others } = uplinkEvents(ciphers, heard, frame, match, { freshness, dataRate });
    const judged = freshness === "fresh" || freshness === "late";
    const verdicts = judged ? assessor.assess(event, receptionsOf(heard)) : [];
    const index = turn.events.length;
    turn.add(event, ...verdicts, ...others);
    all.fate.uplink = event;
    turn.afterwards((positions) => {
      const position = positions[index]!;
      if (judged) assessor.settled(event, position);
      Object.assign(all.fate, { uplink: undefined, position });
    });
    if (judged) turn.abandoned(() => assessor.abandoned());
    const again = freshness === "late-radio" && event.body.confirmed && !event.body.unclear;
    if (silent || !(freshness === "fresh" || again)) return;
    turn.afterwards(() => {
      this.#parts.onOpportunity({ kind: "data", device, profile, heard, uplink: event.body });
    });
  }
}

function receptionsOf({ copies }: HeardFrame): readonly Reception[] {
  return copies.map(({ reception }) => reception);
}

function isJoin(frame: PhyPayload): frame is JoinRequest | RejoinRequest {
  return frame.mType === "join-request" || frame.mType === "rejoin-request";
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
  { candidates, exhausted }: Search,
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
function sentEarlier(heard: HeardFrame, session: Session): boolean {
  return heard.copies.some((copy) => {
    const delayMs = delayOf(copy);
    if (delayMs === undefined || delayMs < EARLIER_MS) return false;
    const sentMs = Number(copy.arrivedAt / 1_000_000n) - delayMs;
    const beforeLast = session.last === undefined || sentMs < session.last.atMs;
    return beforeLast && sentMs > session.startedAtMs;
  });
}
