import {
  type Clock,
  type Instant,
  NS_PER_S,
  type Random,
  formatInstant,
  gpsToInstant,
  newId,
  toBase64,
} from "@lorats/base";
import type { TxOutcome } from "@lorats/backhaul";
import type { Downlink, EventBody, NewEvent } from "@lorats/events";
import { type Ciphers, DOWNLINK_MAC_COMMANDS, type RegulatoryProfile } from "@lorats/lorawan";
import {
  type Attempt,
  type Place,
  attempts,
  gatewayDownlink,
  immediateAttempts,
} from "../downlink/attempts.ts";
import { applyEffects, effectOfSending } from "../downlink/effects.ts";
import { type BuiltDownlink, buildDownlink } from "../downlink/frame.ts";
import { type DownlinkPath, type Hearing, downlinkPaths, hearingOf } from "../downlink/paths.ts";
import { type DownlinkPlan, type Duties, planDownlink } from "../downlink/plan.ts";
import { type Window, classCWindow, dataWindows, joinWindows } from "../downlink/windows.ts";
import type { Session } from "../device/session.ts";
import { answersTo, commandsOf } from "../mac/answers.ts";
import { requestsFor } from "../mac/requests.ts";
import type { NetworkOptions } from "../options.ts";
import type { DownlinkQueue, QueueItem } from "../ports/downlink-queue.ts";
import type { DownlinkSender } from "../ports/downlink-sender.ts";
import { type GatewayAirtime, type Slot } from "../gateway/airtime.ts";
import { regionOf } from "../radio/regions.ts";
import { airtimeNs, requiredSnrDb, uplinkDataRate } from "../radio/rules.ts";
import { best } from "../uplink/decide.ts";
import { type Copy, endMonoOf, modulationBody } from "../uplink/reception.ts";
import type { Counters } from "./counters.ts";
import type { Directory } from "./directory.ts";
import type { KeyRing } from "./key-ring.ts";
import type {
  ClassAOpportunity,
  ClassCOpportunity,
  DataOpportunity,
  JoinOpportunity,
  Opportunity,
} from "./opportunity.ts";
import { NO_ANSWER } from "./recovery.ts";
import type { Turn } from "./turn.ts";

export interface DownlinkDeskParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly ciphers: Ciphers;
  readonly options: NetworkOptions;
  readonly directory: Directory;
  readonly keys: KeyRing;
  readonly counters: Counters;
  readonly queue: DownlinkQueue;
  readonly sender: DownlinkSender;
  readonly airtime: GatewayAirtime;
  /** Makes events durable in a turn of their own. */
  readonly inTurn: (decide: (turn: Turn) => void) => Promise<void>;
  readonly failed: (error: unknown, doing: string) => void;
  /** A message was handed over, or nobody took it. */
  readonly onSent: (opportunity: Opportunity, sent: boolean, item: QueueItem | undefined) => void;
}

/** A gateway whose GPS time is further from its frames' arrival is not believed. */
const PLAUSIBLE_GPS_NS = 5e9;

/** A frame that is decided and how it may be sent. */
interface Outgoing {
  readonly phyPayload: Uint8Array;
  readonly attempts: readonly Attempt[];
  /** The event of an attempt. */
  readonly eventOf: (attempt: Attempt) => NewEvent<"downlink">;
  readonly item?: QueueItem;
  readonly fCntDown?: number;
}

/** Decides what devices hear in their receive windows, and sees to its being sent. */
export class DownlinkDesk {
  readonly #parts: DownlinkDeskParts;
  #nextId = 1;

  constructor(parts: DownlinkDeskParts) {
    this.#parts = parts;
  }

  /**
   * When an opportunity is best decided: as late as RX1 allows, so that applications have time to answer, but no
   * sooner than they were promised; if RX1 is over by then, as late as RX2 allows.
   */
  dueMono(opportunity: ClassAOpportunity, session: Session | undefined): bigint {
    const { clock, options } = this.#parts;
    const now = clock.monotonic();
    const waitMs = opportunity.kind === "join" ? 0 : options.applicationDelayMs;
    const promised = now + BigInt(Math.round(waitMs * 1e6));
    const leadNs = BigInt(Math.round(options.downlinkLeadMs * 1e6));
    for (const window of this.#windows(opportunity, session)) {
      const deadlines = this.#attempts(opportunity, [window]).map((one) => one.deadlineMono);
      const latest = deadlines.reduce((a, b) => (a > b ? a : b), 0n) - leadNs;
      if (latest >= promised) return latest;
    }
    return promised;
  }

  decide(turn: Turn, opportunity: Opportunity, queue: readonly QueueItem[]): void {
    if (opportunity.kind === "join") this.#decideJoin(turn, opportunity);
    else if (opportunity.kind === "data") this.#decideData(turn, opportunity, queue);
    else this.#decideClassC(turn, opportunity, queue);
  }

  /** What waits for a device that always listens, unless it still owes an acknowledgement. */
  #decideClassC(turn: Turn, opportunity: ClassCOpportunity, queue: readonly QueueItem[]): void {
    const { clock } = this.#parts;
    const { session } = turn.state(opportunity.device.id);
    const region = regionOf(opportunity.profile);
    const window = session && classCWindow(region, session);
    if (!session || !window) return;
    // The device has a while to acknowledge; its uplink or the end of that while brings us back.
    const [head] = queue;
    if (head?.pendingUntil !== undefined && head.pendingUntil > clock.now()) return;
    const duties = {
      macCommands: [],
      adrAckReq: false,
      adr: session.adrHistory.uplinks.length > 0,
    };
    const plan = planDownlink(duties, queue, [window], clock.now());
    this.#sendPlan(turn, opportunity, session, plan, () => {
      const hearings = session.links.flatMap(({ gatewayId, snrDb, rssiDbm }): Hearing[] => {
        const gateway = this.#parts.directory.gateway(gatewayId);
        return gateway ? [{ gateway, snrDb, rssiDbm }] : [];
      });
      const paths = this.#paths(opportunity, hearings, window);
      return immediateAttempts(window, paths, clock.monotonic());
    });
  }

  #decideJoin(turn: Turn, opportunity: JoinOpportunity): void {
    const { device, heard, phyPayload } = opportunity;
    // Superseded by another join-request meanwhile: that one is answered.
    if (turn.state(device.id).pending?.keys.appSKey !== opportunity.keys.appSKey) return;
    this.#send(turn, opportunity, {
      phyPayload,
      attempts: this.#attempts(opportunity, this.#windows(opportunity, undefined)),
      eventOf: (attempt) =>
        this.#event(opportunity, attempt, phyPayload, {
          purpose: "join-accept",
          confirmed: false,
          inReplyTo: heard.deduplicationId,
        }),
    });
  }

  #decideData(turn: Turn, opportunity: DataOpportunity, queue: readonly QueueItem[]): void {
    const { clock } = this.#parts;
    const { device, uplink } = opportunity;
    const { session } = turn.state(device.id);
    if (session?.devAddr !== uplink.devAddr || session.last?.fCnt !== uplink.fCnt) return;
    const windows = this.#windows(opportunity, session);
    const duties = this.#duties(opportunity, session);
    const plan = planDownlink(duties, queue, windows, clock.now());
    this.#sendPlan(turn, opportunity, session, plan, (usable) =>
      this.#attempts(opportunity, usable),
    );
  }

  #sendPlan(
    turn: Turn,
    opportunity: DataOpportunity | ClassCOpportunity,
    session: Session,
    plan: ReturnType<typeof planDownlink>,
    attemptsFor: (windows: readonly Window[]) => Attempt[],
  ): void {
    const { keys, ciphers } = this.#parts;
    for (const { item, outcome } of plan.dropped) {
      turn.add(this.#delivery(opportunity, item, outcome));
    }
    const sessionKeys = keys.session(session.keys, session.macVersion);
    if (!("content" in plan) || !sessionKeys) return;
    const built = buildDownlink(ciphers, session, sessionKeys, plan.content);
    const body = dataBody(opportunity, plan, built);
    this.#send(turn, opportunity, {
      phyPayload: built.phyPayload,
      attempts: attemptsFor(plan.windows),
      eventOf: (attempt) => this.#event(opportunity, attempt, built.phyPayload, body),
      fCntDown: built.fCntDown,
      ...(plan.item && { item: plan.item }),
    });
  }

  #duties(opportunity: DataOpportunity, session: Session): Duties {
    const { uplink, heard, profile } = opportunity;
    const { clock } = this.#parts;
    const region = regionOf(profile);
    const copy = best(heard.copies);
    const context = {
      marginDb: (copy.uplink.snrDb ?? 0) - requiredSnrDb(region, uplink.dataRate),
      gatewayCount: heard.copies.length,
      endedAt: this.#endedAt(heard.copies),
    };
    const requests = requestsFor(session, profile, region, {
      uplink,
      now: clock.now(),
      settings: this.#parts.options.regions[region.id] ?? {},
      algorithms: this.#parts.options.adrAlgorithms,
    });
    return {
      ...(uplink.confirmed && { acknowledges: uplink.fCnt }),
      macCommands: [
        ...answersTo(commandsOf(uplink), context),
        ...requests.map((command) => DOWNLINK_MAC_COMMANDS.encode(command)),
      ],
      adrAckReq: uplink.adrAckReq ?? false,
      adr: uplink.adr,
    };
  }

  /** When the uplink ended: by GPS if a gateway has it and it is plausible, else by arrival less half a round trip. */
  #endedAt(copies: readonly Copy[]): Instant {
    const { clock, sender } = this.#parts;
    for (const { uplink, arrivedAt } of copies) {
      const { gpsNs } = uplink.times;
      const at = gpsNs === undefined ? undefined : gpsToInstant(gpsNs);
      if (at !== undefined && Math.abs(Number(arrivedAt - at)) < PLAUSIBLE_GPS_NS) return at;
    }
    const copy = best(copies);
    const agoNs = clock.monotonic() - endMonoOf(copy);
    const underWayMs = (sender.link(copy.gateway.id)?.roundTripP90Ms ?? 0) / 2;
    return clock.now() - agoNs - BigInt(Math.round(underWayMs * 1e6));
  }

  #windows({ heard, profile, ...rest }: ClassAOpportunity, session: Session | undefined): Window[] {
    const region = regionOf(profile);
    const { uplink } = best(heard.copies);
    const dataRate = uplinkDataRate(region, uplink.modulation) ?? 0;
    const place = { freqHz: uplink.freqHz, dataRate };
    if (rest.kind === "join") return joinWindows(region, place);
    return session ? dataWindows(region, session, place) : [];
  }

  #attempts(opportunity: ClassAOpportunity, windows: readonly Window[]): Attempt[] {
    const hearings = opportunity.heard.copies.map(hearingOf);
    return attempts(windows, (window) => this.#paths(opportunity, hearings, window));
  }

  #paths(
    { device, profile }: Opportunity,
    hearings: readonly Hearing[],
    window: Window,
  ): DownlinkPath[] {
    const { sender, directory, options, airtime } = this.#parts;
    return downlinkPaths(hearings, {
      tenantId: device.tenantId,
      sharesDownlinks: (id) => directory.tenant(id)?.sharesDownlinks ?? false,
      sender,
      requiredSnrDb: requiredSnrDb(regionOf(profile), window.dataRate),
      preferredMarginDb: options.preferredMarginDb,
      load: (gateway) => airtime.load(gateway.id, this.#nowUs()),
    });
  }

  #event(
    { device }: Opportunity,
    { path, places }: Attempt,
    phyPayload: Uint8Array,
    body: Pick<Downlink, "purpose" | "confirmed"> & Partial<Downlink>,
  ): NewEvent<"downlink"> {
    const { clock, random } = this.#parts;
    const { window, startMono } = places[0]!;
    const counter = path.copy?.uplink.times.counter;
    const startUs = counter && (counter.kind === "tmst" ? BigInt(counter.us) : counter.xtime);
    const at = { tenantId: device.tenantId, key: device.id, time: clock.now() };
    return {
      type: "downlink",
      ...at,
      body: {
        downlinkId: newId(clock, random),
        deviceId: device.id,
        applicationId: device.applicationId,
        devEui: device.devEui,
        gatewayId: path.gateway.id,
        gatewayEui: path.gateway.eui,
        window: window.name,
        phyPayload: toBase64(phyPayload),
        freqHz: window.freqHz,
        modulation: modulationBody(window.modulation),
        powerDbm: window.eirpDbm,
        timing:
          startUs === undefined
            ? { kind: "immediate" }
            : { kind: "counter", counterUs: String(startUs + BigInt(window.delayUs)) },
        startsAt: formatInstant(clock.now() + startMono - clock.monotonic()),
        ...body,
      },
    };
  }

  #delivery(
    { device, ...rest }: DataOpportunity | ClassCOpportunity,
    item: QueueItem,
    outcome: EventBody<"delivery">["outcome"],
  ): NewEvent<"delivery"> {
    const { id: deviceId, applicationId, devEui, tenantId } = device;
    const body = {
      queueItemId: item.id,
      deviceId,
      applicationId,
      devEui,
      outcome,
      ...(rest.kind === "data" && { deduplicationId: rest.uplink.deduplicationId }),
    };
    const time = this.#parts.clock.now();
    return { type: "delivery", tenantId, key: deviceId, time, body };
  }

  /** Adds the first attempt that can still be made to the turn, and goes on from there once it is durable. */
  #send(turn: Turn, opportunity: Opportunity, outgoing: Outgoing): void {
    const [first, others] = this.#next(opportunity, outgoing, outgoing.attempts);
    if (!first) {
      const none = outgoing.attempts.length === 0;
      this.#parts.counters.add(none ? "downlinks:no-gateway" : "downlinks:too-late");
      turn.afterwards(() => this.#parts.onSent(opportunity, false, outgoing.item));
      return;
    }
    const event = outgoing.eventOf(first.attempt);
    turn.add(event);
    turn.abandoned(() => this.#release(first));
    turn.afterwards(() => {
      this.#try(opportunity, outgoing, first, event, others).catch((error: unknown) =>
        this.#parts.failed(error, "sending a downlink"),
      );
    });
  }

  /** The first attempt that is still possible, its slots taken, and those after it. */
  #next(
    { profile }: Opportunity,
    { phyPayload }: Outgoing,
    candidates: readonly Attempt[],
  ): [Reserved | undefined, readonly Attempt[]] {
    const { clock, airtime } = this.#parts;
    const [regulation] = regionOf(profile).regulation;
    for (const [i, attempt] of candidates.entries()) {
      if (clock.monotonic() > attempt.deadlineMono) continue;
      const { id } = attempt.path.gateway;
      const places = attempt.places.filter((place) =>
        airtime.allows(id, regulation, slotOf(place, phyPayload)),
      );
      if (places.length === 0) {
        this.#parts.counters.add("downlinks:no-airtime");
        continue;
      }
      const usable = { ...attempt, places };
      return [this.#reserve(usable, regulation, phyPayload), candidates.slice(i + 1)];
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
    opportunity: Opportunity,
    outgoing: Outgoing,
    reserved: Reserved,
    event: NewEvent<"downlink">,
    others: readonly Attempt[],
  ): Promise<void> {
    const { queue, counters, clock } = this.#parts;
    const outcome = await this.#handOver(reserved.attempt, outgoing.phyPayload, event);
    const statuses: readonly string[] = outcome?.statuses ?? [];
    const sentAt = statuses.indexOf("OK");
    const sent = sentAt >= 0;
    const status = sent ? "OK" : (statuses[0] ?? NO_ANSWER);
    counters.add(`downlinks:${status}`);
    // Without an answer, or with one that does not say which window, the slots stay taken.
    const said = statuses.length === reserved.slots.length;
    if (outcome && (said || !sent)) this.#release(reserved, reserved.slots[sentAt]);
    const [next, rest] = sent ? [undefined, []] : this.#next(opportunity, outgoing, others);
    const nextEvent = next && outgoing.eventOf(next.attempt);
    await this.#parts.inTurn((turn) => {
      turn.add(txAckEvent(event, status, clock.now()));
      if (!nextEvent) return;
      turn.add(nextEvent);
      turn.abandoned(() => this.#release(next));
    });
    if (sent && outgoing.item) {
      const waitS =
        opportunity.kind === "class-c" ? opportunity.profile.classC?.timeoutS : undefined;
      const until = waitS === undefined ? undefined : clock.now() + BigInt(waitS) * NS_PER_S;
      await applyEffects(queue, [effectOfSending(outgoing.item, outgoing.fCntDown ?? 0, until)]);
    }
    if (next) await this.#try(opportunity, outgoing, next, nextEvent!, rest);
    else this.#parts.onSent(opportunity, sent, outgoing.item);
  }

  async #handOver(
    attempt: Attempt,
    phyPayload: Uint8Array,
    event: NewEvent<"downlink">,
  ): Promise<TxOutcome | undefined> {
    const { sender, failed } = this.#parts;
    const downlinkId = this.#nextId;
    this.#nextId = (this.#nextId % 0xffff) + 1;
    const ids = { downlinkId, devEui: event.body.devEui };
    try {
      return await sender.send(attempt.path.gateway.id, gatewayDownlink(attempt, phyPayload, ids));
    } catch (error) {
      failed(error, "handing a downlink to a gateway");
      return undefined;
    }
  }

  #nowUs(): number {
    return Number(this.#parts.clock.monotonic() / 1000n);
  }
}

/** An attempt whose slots on the gateway's transmitter are taken. */
interface Reserved {
  readonly attempt: Attempt;
  /** One for each window. */
  readonly slots: readonly Slot[];
}

function slotOf({ window, startMono }: Place, phyPayload: Uint8Array): Slot {
  const { modulation, freqHz: frequencyHz } = window;
  const durationUs = Math.ceil(airtimeNs(modulation, phyPayload.length, false) / 1000);
  const bandwidthHz = modulation.kind === "lora" ? modulation.bwHz : 50_000;
  return {
    startUs: Number(startMono / 1000n),
    transmission: { frequencyHz, bandwidthHz, durationUs },
  };
}

function dataBody(
  opportunity: DataOpportunity | ClassCOpportunity,
  { content, item }: DownlinkPlan,
  { fCntDown, counter, fPort }: BuiltDownlink,
): Pick<Downlink, "purpose" | "confirmed"> & Partial<Downlink> {
  const { acknowledges, macCommands, confirmed } = content;
  const ackOnly = macCommands.length === 0 ? "ack" : "mac";
  return {
    purpose: item ? "data" : ackOnly,
    confirmed,
    fCntDown,
    counter,
    ...(opportunity.kind === "data" && { inReplyTo: opportunity.heard.deduplicationId }),
    ...(acknowledges !== undefined && { acknowledges }),
    ...(fPort !== null && { fPort }),
    ...(macCommands.length > 0 && { macCommands: toBase64(macCommands) }),
    ...(item && { queueItemId: item.id, attemptsLeft: item.attemptsLeft - 1 }),
  };
}

function txAckEvent(
  { tenantId, key, body }: NewEvent<"downlink">,
  status: string,
  time: bigint,
): NewEvent<"tx-ack"> {
  const { downlinkId, gatewayId, gatewayEui } = body;
  return {
    type: "tx-ack",
    tenantId,
    key,
    time,
    body: { downlinkId, gatewayId, gatewayEui, status },
  };
}
