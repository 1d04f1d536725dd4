import type { Clock, DeviceId, Eui64, KeyId, Random } from "@lorats/base";
import { type Ciphers, type JoinRequest, type RejoinRequest, devAddrPrefix } from "@lorats/lorawan";
import { noncesOf } from "../device/state.ts";
import { type JoinContext, type JoinOffer, grantedSession, offerSession } from "../join/decide.ts";
import { type JoinCandidate, type JoinMatch, type RefusedJoin, matchJoin } from "../join/match.ts";
import { type ActivationRequest, activationRequest } from "../join/request.ts";
import { answerJoin, rootKeyOf } from "../join-server/answer.ts";
import type { JoinAnswer, JoinServer } from "../join-server/join-server.ts";
import { deliveryEvent } from "../downlink/events.ts";
import { JOIN_DELAYS_US } from "../downlink/windows.ts";
import type { NetworkOptions } from "../options.ts";
import type { DownlinkQueue, QueueItem } from "../ports/downlink-queue.ts";
import type { Device } from "../registry/device.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";
import type { HeardFrame } from "../uplink/collector.ts";
import { type Copy, endMonoOf } from "../uplink/reception.ts";
import { ONLY_PRIVATE, visibleTo } from "../uplink/visible.ts";
import type { Counters } from "./counters.ts";
import type { Directory } from "./directory.ts";
import type { KeyRing } from "./key-ring.ts";
import type { ClassAOpportunity } from "./opportunity.ts";
import type { Turn } from "./turn.ts";
import type { WarmDevices } from "./warm-devices.ts";

export interface JoinDeskParts {
  readonly clock: Clock;
  readonly random: Random;
  readonly ciphers: Ciphers;
  readonly options: NetworkOptions;
  readonly devices: WarmDevices;
  readonly directory: Directory;
  readonly keys: KeyRing;
  readonly queue: DownlinkQueue;
  readonly counters: Counters;
  /** The join server that answers for devices whose root keys are not here. */
  readonly joinServer: (joinEui: Eui64) => JoinServer | undefined;
  readonly inTurn: (decide: (turn: Turn) => void) => Promise<void>;
  readonly failed: (error: unknown, doing: string) => void;
  readonly onOpportunity: (opportunity: ClassAOpportunity) => void;
  readonly refuse: (turn: Turn, heard: HeardFrame, refused: RefusedJoin) => void;
}

type Frame = JoinRequest | RejoinRequest;

/** As many as a queue holds. */
const ALL_WAITING = 1000;

/** Decides join-requests and rejoin-requests, with the embedded join server or one elsewhere. */
export class JoinDesk {
  readonly #parts: JoinDeskParts;
  #candidates: ReadonlyMap<Eui64, readonly Device[]> = new Map();
  /** What is to be forgotten when its device joins. */
  #obsolete: ReadonlyMap<DeviceId, readonly QueueItem[]> = new Map();

  constructor(parts: JoinDeskParts) {
    this.#parts = parts;
  }

  /** Brings into memory what these requests may need. */
  async prepare(frames: readonly Frame[]): Promise<void> {
    const { devices, directory, keys, queue } = this.#parts;
    const devEuis = new Set(frames.map(({ devEui }) => devEui));
    this.#candidates = devEuis.size > 0 ? await directory.byEui(devEuis) : new Map();
    const found = [...this.#candidates.values()].flat();
    if (found.length === 0) return;
    await devices.loadDevices(found.map(({ id }) => id));
    const flushed = found.filter(({ profileId }) => directory.profile(profileId)?.flushQueueOnJoin);
    this.#obsolete = await queue.peek(
      flushed.map(({ id }) => id),
      ALL_WAITING,
    );
    await keys.load(
      found.flatMap(({ id, appKeyId, nwkKeyId }) => {
        const serving = devices.state(id).session?.keys.sNwkSIntKey;
        return [appKeyId, nwkKeyId, serving].filter((one): one is KeyId => one !== undefined);
      }),
    );
  }

  decide(turn: Turn, all: HeardFrame, frame: Frame, silent: boolean): void {
    const { ciphers, directory, refuse } = this.#parts;
    const no = (refused: Omit<RefusedJoin, "ok">): void =>
      refuse(turn, all, { ok: false, ...refused });
    if (silent) {
      const reason = "the server was restarted before it could answer";
      return no({ code: "NS_JOIN_TOO_LATE", reason });
    }
    // It would take the place of a session that begins, and nobody could hear of it.
    if (all.copies.every(isOver)) {
      const reason = "its gateways held it back until nobody listened for an answer";
      return no({ code: "NS_JOIN_TOO_LATE", reason });
    }
    const request = activationRequest(frame);
    const candidates = this.#candidatesFor(turn, all, request);
    const match = matchJoin(ciphers, request, all.phyPayload, candidates);
    if (!match.ok) return no(match);
    const { device } = match.candidate;
    const heard = visibleTo(device.tenantId, all, directory);
    if (!heard) return no({ ...ONLY_PRIVATE, device });
    const offer = offerSession(this.#context(), heard, request, match);
    const isNew = offer.question.request === "join";
    const obsolete = isNew ? (this.#obsolete.get(device.id) ?? []) : [];
    if (match.candidate.elsewhere) return this.#askElsewhere(turn, heard, match, offer, obsolete);
    const { appKey, nwkKey, state } = match.candidate;
    const { joinEui } = match;
    this.#answered(
      turn,
      heard,
      match,
      offer,
      answerJoin(ciphers, offer.question, {
        appKey,
        nwkKey,
        nonces: noncesOf(state, joinEui),
        rjCount1: state.rjCount1?.[joinEui],
        joinNonce: state.joinNonce,
      }),
      obsolete,
    );
  }

  /** A join server elsewhere takes its time: decisions go on meanwhile, and its answer comes in a turn of its own. */
  #askElsewhere(
    turn: Turn,
    heard: HeardFrame,
    match: JoinMatch,
    offer: JoinOffer,
    obsolete: readonly QueueItem[],
  ): void {
    const { inTurn, failed, counters } = this.#parts;
    const ask = async (): Promise<void> => {
      const answer = await this.#answerElsewhere(match, offer);
      await inTurn((later) => this.#answered(later, heard, match, offer, answer, obsolete));
    };
    turn.afterwards(() => {
      counters.add("joins:asked-elsewhere");
      ask().catch((error: unknown) => failed(error, "taking a join server's answer"));
    });
  }

  async #answerElsewhere({ joinEui }: JoinMatch, { question }: JoinOffer): Promise<JoinAnswer> {
    const { joinServer, failed } = this.#parts;
    try {
      const [answer] = (await joinServer(joinEui)?.answer([question])) ?? [];
      if (answer) return answer;
    } catch (error) {
      failed(error, "asking a join server");
    }
    const reason = "the join server did not answer";
    return { ok: false, code: "NS_JOIN_SERVER_SILENT", reason };
  }

  #answered(
    turn: Turn,
    heard: HeardFrame,
    match: JoinMatch,
    offer: JoinOffer,
    answer: JoinAnswer,
    obsolete: readonly QueueItem[],
  ): void {
    const { clock, counters, onOpportunity, refuse } = this.#parts;
    const { device, profile } = match.candidate;
    if (!answer.ok) return refuse(turn, heard, { ...answer, device });
    const { event, keys } = grantedSession(this.#context(), heard, match, offer, answer);
    turn.keys.push(...keys);
    turn.add(event);
    for (const item of obsolete) turn.add(deliveryEvent(device, item, "flushed", clock.now()));
    const { request } = offer.question;
    turn.afterwards(() => {
      counters.add(request === "join" ? "joins" : `joins:${request}`);
      onOpportunity({
        kind: "join",
        request,
        device,
        profile,
        heard,
        phyPayload: answer.phyPayload,
        keys: event.body.keys,
      });
    });
  }

  #candidatesFor(turn: Turn, heard: HeardFrame, request: ActivationRequest): JoinCandidate[] {
    const { directory } = this.#parts;
    const candidates: JoinCandidate[] = [];
    for (const device of this.#candidates.get(request.devEui) ?? []) {
      const profile = directory.profile(device.profileId);
      if (profile?.region === heard.region)
        candidates.push(this.#candidate(turn, device, profile, request));
    }
    return candidates;
  }

  #candidate(
    turn: Turn,
    device: Device,
    profile: DeviceProfile,
    request: ActivationRequest,
  ): JoinCandidate {
    const { directory, keys, options, joinServer } = this.#parts;
    const state = turn.state(device.id);
    const { session } = state;
    const prefixes = directory.tenant(device.tenantId)?.devAddrPrefixes ?? [];
    const appKey = device.appKeyId && keys.get(device.appKeyId);
    const nwkKey = device.nwkKeyId && keys.get(device.nwkKeyId);
    const joinEui = request.joinEui ?? device.joinEui ?? session?.joinEui;
    const isKeyless = rootKeyOf(profile.macVersion, { appKey, nwkKey }) === undefined;
    return {
      device,
      profile,
      state,
      appKey,
      nwkKey,
      sNwkSIntKey: session?.macVersion.startsWith("1.1")
        ? keys.get(session.keys.sNwkSIntKey)
        : undefined,
      devAddrPrefixes: prefixes.length > 0 ? prefixes : ownPrefixes(options),
      elsewhere: isKeyless && joinEui !== undefined && joinServer(joinEui) !== undefined,
    };
  }

  #context(): JoinContext {
    const { clock, random, options } = this.#parts;
    return { clock, random, options };
  }
}

/** Did the last window for an answer pass before this copy came? */
function isOver(copy: Copy): boolean {
  return copy.arrivedMono - endMonoOf(copy) > BigInt(JOIN_DELAYS_US[1]) * 1000n;
}

/** The server's own range of addresses. */
function ownPrefixes({ devAddrPrefixes, netId }: NetworkOptions): readonly string[] {
  if (devAddrPrefixes.length > 0) return devAddrPrefixes;
  const { prefix, bits } = devAddrPrefix(netId);
  return [`${prefix}/${bits}`];
}
