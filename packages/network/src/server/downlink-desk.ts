import { type Clock, type Instant, NS_PER_S, type Random, gpsToInstant } from "@lorats/base";
import type { Ciphers } from "@lorats/lorawan";
import type { Attempt } from "../downlink/attempts.ts";
import { dutiesAfter } from "../downlink/duties.ts";
import { applyEffects, effectOfSending } from "../downlink/effects.ts";
import {
  type DownlinkMeaning,
  dataMeaning,
  deliveryEvent,
  downlinkEvent,
} from "../downlink/events.ts";
import { buildDownlink } from "../downlink/frame.ts";
import { pingSlotPlan, pingSlots } from "../downlink/ping-slots.ts";
import { type Duties, planDownlink } from "../downlink/plan.ts";
import { type Window, classCWindow, withinDwell } from "../downlink/windows.ts";
import type { Session } from "../device/session.ts";
import type { NetworkOptions } from "../options.ts";
import type { DownlinkQueue, QueueItem } from "../ports/downlink-queue.ts";
import type { DownlinkSender } from "../ports/downlink-sender.ts";
import { regionOf } from "../radio/regions.ts";
import { best } from "../uplink/decide.ts";
import { type Copy, endMonoOf } from "../uplink/reception.ts";
import type { Dispatch } from "./dispatch.ts";
import type { KeyRing } from "./key-ring.ts";
import type {
  DataOpportunity,
  JoinOpportunity,
  NetworkInitiatedOpportunity,
  Opportunity,
} from "./opportunity.ts";
import type { Reach } from "./reach.ts";
import type { Turn } from "./turn.ts";

export interface DownlinkDeskParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly ciphers: Ciphers;
  readonly options: NetworkOptions;
  readonly keys: KeyRing;
  readonly queue: DownlinkQueue;
  readonly sender: DownlinkSender;
  readonly reach: Reach;
  readonly dispatch: Dispatch;
  /** A message was handed over, or nobody took it. */
  readonly onSent: (opportunity: Opportunity, sent: boolean, item: QueueItem | undefined) => void;
}

/** A gateway's GPS time may be so far from when its frames come, beyond their delay and what the server's own date may be off. */
const GPS_SLACK_NS = 1e9;
/** A frame's delay where no counter tells it, at most. */
const UNTOLD_DELAY_MS = 4000;
/** A clock that was seen to jump by this much tells devices no time. */
const DOUBTED_NS = 500_000_000;
/** Ping slots that are tried for one message before it waits for another decision. */
const SLOTS_TRIED = 4;
/** How far a ping slot has to be off to be worth trying: the way to the gateway and some. */
const SLOT_LEAD_NS = 250_000_000n;

/** Decides what devices hear, and when. */
export class DownlinkDesk {
  readonly #parts: DownlinkDeskParts;

  constructor(parts: DownlinkDeskParts) {
    this.#parts = parts;
  }

  decide(turn: Turn, opportunity: Opportunity, queue: readonly QueueItem[]): void {
    switch (opportunity.kind) {
      case "join":
        return this.#decideJoin(turn, opportunity);
      case "data":
        return this.#decideData(turn, opportunity, queue);
      case "class-b":
      case "class-c":
        return this.#decideUnprompted(turn, opportunity, queue);
    }
  }

  #decideJoin(turn: Turn, opportunity: JoinOpportunity): void {
    const { device, profile, heard, phyPayload } = opportunity;
    const { session, pending } = turn.state(device.id);
    // Superseded by another join-request meanwhile: that one is answered.
    if (pending?.keys.appSKey !== opportunity.keys.appSKey) return;
    const { reach, dispatch } = this.#parts;
    const meaning: DownlinkMeaning = {
      purpose: "join-accept",
      confirmed: false,
      inReplyTo: heard.deduplicationId,
    };
    dispatch.send(turn, {
      phyPayload,
      regulation: regionOf(profile).regulation[0],
      attempts: reach.attempts(opportunity, reach.windows(opportunity, session)),
      eventOf: (attempt) => downlinkEvent(device, attempt, phyPayload, meaning, this.#parts),
      devEui: device.devEui,
      done: (sent) => this.#parts.onSent(opportunity, sent, undefined),
    });
  }

  #decideData(turn: Turn, opportunity: DataOpportunity, queue: readonly QueueItem[]): void {
    const { clock, options, reach } = this.#parts;
    const { device, profile, uplink, heard } = opportunity;
    const { session } = turn.state(device.id);
    if (session?.devAddr !== uplink.devAddr || session.last?.fCnt !== uplink.fCnt) return;
    const both = reach.windows(opportunity, session);
    const duties = dutiesAfter(session, {
      uplink,
      copies: heard.copies,
      profile,
      now: clock.now(),
      endedAt: this.#endedAt(heard.copies),
      options,
    });
    const second = duties.onlyRx2 ? both.filter(({ name }) => name === "rx2") : [];
    const windows = second.length > 0 ? second : both;
    this.#sendPlan(turn, opportunity, session, duties, queue, windows, (usable) =>
      reach.attempts(opportunity, usable),
    );
  }

  /** What waits for a device that listens of itself, unless it still owes an acknowledgement. */
  #decideUnprompted(
    turn: Turn,
    opportunity: NetworkInitiatedOpportunity,
    queue: readonly QueueItem[],
  ): void {
    const { clock, reach } = this.#parts;
    const { session } = turn.state(opportunity.device.id);
    if (!session) return;
    // The device has a while to acknowledge; its uplink or the end of that while brings us back.
    const [head] = queue;
    if (head?.pendingUntil !== undefined && head.pendingUntil > clock.now()) return;
    const adr = session.adrHistory.uplinks.length > 0;
    const duties: Duties = { macCommands: [], adrAckReq: false, adr };
    if (opportunity.kind === "class-c") {
      const window = classCWindow(regionOf(opportunity.profile), session);
      if (!window) return;
      this.#sendPlan(turn, opportunity, session, duties, queue, [window], () =>
        reach.atOnce(opportunity, session, window),
      );
      return;
    }
    const slots = this.#pingSlots(opportunity, session);
    const windows = slots.slice(0, 1).map(({ window }) => window);
    this.#sendPlan(turn, opportunity, session, duties, queue, windows, () =>
      reach.inSlots(opportunity, session, slots),
    );
  }

  #pingSlots({ profile }: NetworkInitiatedOpportunity, session: Session) {
    const { clock, ciphers } = this.#parts;
    const region = regionOf(profile);
    const from = { mono: clock.monotonic() + SLOT_LEAD_NS, count: SLOTS_TRIED };
    return pingSlots(ciphers, clock, region, pingSlotPlan(region, session, profile), from);
  }

  #sendPlan(
    turn: Turn,
    opportunity: DataOpportunity | NetworkInitiatedOpportunity,
    session: Session,
    duties: Duties,
    queue: readonly QueueItem[],
    windows: readonly Window[],
    attemptsFor: (usable: readonly Window[]) => Attempt[],
  ): void {
    const { keys, ciphers, clock, dispatch, options } = this.#parts;
    const { device, profile } = opportunity;
    const uplink = opportunity.kind === "data" ? opportunity.uplink : undefined;
    const region = regionOf(profile);
    const limited = options.regions[region.id]?.dwell?.downlink ?? false;
    const lawful = limited ? windows.map((window) => withinDwell(region, window)) : windows;
    const plan = planDownlink(duties, queue, lawful, clock.now());
    for (const { item, outcome } of plan.dropped) {
      turn.add(deliveryEvent(device, item, outcome, clock.now(), uplink));
    }
    const sessionKeys = keys.session(session.keys, session.macVersion);
    if (!("content" in plan) || !sessionKeys) return;
    const built = buildDownlink(ciphers, session, sessionKeys, plan.content);
    const { phyPayload } = built;
    const meaning = dataMeaning(plan, built, uplink?.deduplicationId);
    dispatch.send(turn, {
      phyPayload,
      regulation: region.regulation[0],
      attempts: attemptsFor(plan.windows),
      eventOf: (attempt) => downlinkEvent(device, attempt, phyPayload, meaning, this.#parts),
      devEui: device.devEui,
      done: async (sent) => {
        if (sent && plan.item) await this.#noteSent(opportunity, plan.item, built.fCntDown);
        this.#parts.onSent(opportunity, sent, plan.item);
      },
    });
  }

  async #noteSent(
    { kind, profile }: Opportunity,
    item: QueueItem,
    fCntDown: number,
  ): Promise<void> {
    const { clock, queue } = this.#parts;
    const settings = { "class-b": profile.classB, "class-c": profile.classC };
    const waitS = kind === "class-b" || kind === "class-c" ? settings[kind]?.timeoutS : undefined;
    const until = waitS === undefined ? undefined : clock.now() + BigInt(waitS) * NS_PER_S;
    await applyEffects(queue, [effectOfSending(item, fCntDown, until)]);
  }

  /** When the uplink ended: by GPS if a gateway has it and it is plausible, else by arrival less half a round trip. */
  #endedAt(copies: readonly Copy[]): Instant {
    const { clock, sender } = this.#parts;
    for (const copy of copies) {
      const { gpsNs } = copy.uplink.times;
      if (gpsNs === undefined) continue;
      const at = gpsToInstant(gpsNs);
      if (isPlausible(copy, at)) return at;
    }
    const copy = best(copies);
    const agoNs = clock.monotonic() - endMonoOf(copy);
    const underWayMs = (sender.link(copy.gateway.id)?.roundTripP90Ms ?? 0) / 2;
    return clock.now() - agoNs - BigInt(Math.round(underWayMs * 1e6));
  }
}

/** Can the frame have ended then? A gateway that is wrong would put devices wrong, and out of their ping slots. */
function isPlausible({ arrivedAt, reading, reception }: Copy, at: Instant): boolean {
  if ((reception.gatewayTimeSdNs ?? 0) > DOUBTED_NS) return false;
  const slackNs = GPS_SLACK_NS + 3 * reception.arrivedSdNs;
  const delayNs = (reading?.delayMs ?? UNTOLD_DELAY_MS) * 1e6;
  const behindNs = Number(arrivedAt - at);
  return behindNs > -slackNs && behindNs < delayNs + slackNs;
}
