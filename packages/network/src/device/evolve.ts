import { fromBase64, instantToMs, toHex } from "@lorats/base";
import type {
  Activation,
  DeviceStatus,
  Downlink,
  EventType,
  Join,
  MulticastDownlink,
  NewEvent,
  Uplink,
} from "@lorats/events";
import { decodeCfList, getRegion } from "@lorats/lorawan";
import { foldMacAnswers, foldMacRequests } from "../mac/fold.ts";
import { NO_ADR_HISTORY, addToHistory } from "./adr-history.ts";
import { type Session, F_CNT_WINDOW, speaks11 } from "./session.ts";
import { countsNonces, remember } from "./nonces.ts";
import { type Ranges, addToRanges, trimBelow } from "./ranges.ts";
import { type DeviceState, noncesOf } from "./state.ts";

/** Gateways that are remembered for each device. */
const MAX_LINKS = 8;

/** The kinds of events that change what is known of a device. */
export const DEVICE_EVENTS: readonly EventType[] = [
  "join",
  "activation",
  "uplink",
  "downlink",
  "device-status",
  "multicast-downlink",
];

/**
 * What is known of a device after one more of its events. The only way in which a state changes, live and in
 * replay: so a replayed log gives the state that was there before a crash, bit for bit.
 */
export function evolve(state: DeviceState, event: NewEvent): DeviceState {
  const atMs = Math.trunc(instantToMs(event.time));
  switch (event.type) {
    case "join":
      return afterJoin(state, event.body as Join, atMs);
    case "activation":
      return afterActivation(state, event.body as Activation, atMs);
    case "uplink":
      return afterUplink(state, event.body as Uplink, atMs);
    case "downlink":
      return afterDownlink(state, event.body as Downlink, atMs);
    case "device-status": {
      const { battery, marginDb } = event.body as DeviceStatus;
      return { ...state, status: { battery, marginDb, atMs } };
    }
    case "multicast-downlink": {
      const { fCntDown } = event.body as MulticastDownlink;
      const next = Math.max(state.multicast?.fCntDown ?? 0, fCntDown + 1);
      return { ...state, multicast: { fCntDown: next } };
    }
    case "alarm":
    case "alarm-signal":
    case "assessment":
    case "change":
    case "delivery":
    case "foreign-traffic":
    case "gateway-stats":
    case "location":
    case "multicast-delivery":
    case "observation":
    case "reception":
    case "refusal":
    case "external-data":
    case "reported-temperature":
    case "sdr-health":
    case "sighting":
    case "snippet":
    case "trust-label":
    case "tx-ack":
      return state;
  }
}

function afterJoin(state: DeviceState, join: Join, atMs: number): DeviceState {
  const fresh = newSession(join, "join", atMs, {
    fCntUp: 0,
    nFCntDown: 0,
    aFCntDown: 0,
    ...cfListChannels(join),
  });
  const { request = "join", joinEui, devNonce } = join;
  const { session } = state;
  // Type 2 renews keys and address and leaves the radio alone. @see LoRaWAN L2 1.1 §6.2.4
  const kept = request === "rejoin-2" && session && { radio: session.radio, links: session.links };
  const pending: Session = { ...fresh, joinEui, ...kept };
  const isOfSession = request === "rejoin-0" || request === "rejoin-2";
  return {
    ...state,
    ...(isOfSession && session && { session: { ...session, rjCount0: devNonce } }),
    pending,
    nonces: { ...state.nonces, [joinEui]: nonceAfter(state, join) },
    ...(request === "rejoin-1" && { rjCount1: { ...state.rjCount1, [joinEui]: devNonce } }),
    joinNonce: join.joinNonce + 1,
  };
}

function nonceAfter(
  state: DeviceState,
  { joinEui, devNonce, macVersion, request }: Join,
): ReturnType<typeof noncesOf> {
  const memory = noncesOf(state, joinEui);
  if (request !== undefined && request !== "join") return memory;
  // Where nonces count, everything below the highest is spent, so that one run holds them all.
  if (countsNonces(macVersion)) return { used: [0, devNonce], highest: devNonce };
  return remember(memory, devNonce);
}

/** @see RP002-1.0.4 §3.4: frequencies after the region's own channels, or a mask of a fixed plan's channels */
function cfListChannels({
  cfList,
  region: regionId,
}: Join): Pick<Session["radio"], "extraChannels" | "enabled"> {
  const region = getRegion(regionId);
  const list = cfList === undefined ? undefined : decodeCfList(fromBase64(cfList));
  if (list?.type === 0 && region.cfList?.type === 0) {
    const [minDataRate, maxDataRate] = region.cfList.dataRates;
    const first = region.channels.length;
    const extraChannels = list.freqsHz
      .map((freqHz, i) => ({ index: first + i, freqHz, minDataRate, maxDataRate }))
      .filter(({ freqHz }) => freqHz > 0);
    return { extraChannels };
  }
  if (list?.type === 1 && region.cfList?.type === 1) {
    let enabled: Ranges = [];
    for (const { index } of region.channels) {
      if ((list.chMasks[index >> 4] ?? 0) & (1 << (index & 15))) {
        enabled = addToRanges(enabled, index);
      }
    }
    return { extraChannels: [], enabled };
  }
  return { extraChannels: [] };
}

function afterActivation(state: DeviceState, { session }: Activation, atMs: number): DeviceState {
  const { session: _, pending: __, ...rest } = state;
  if (!session) return rest;
  return {
    ...rest,
    session: newSession(session, "personalisation", atMs, { ...session, extraChannels: [] }),
  };
}

type SessionSource = Pick<
  Join,
  | "devAddr"
  | "macVersion"
  | "region"
  | "keys"
  | "rx1DelayS"
  | "rx1DrOffset"
  | "rx2DataRate"
  | "rx2FreqHz"
>;

function newSession(
  source: SessionSource,
  activation: Session["activation"],
  startedAtMs: number,
  start: Pick<Session, "fCntUp" | "nFCntDown" | "aFCntDown"> &
    Pick<Session["radio"], "extraChannels" | "enabled">,
): Session {
  const { devAddr, macVersion, region, keys } = source;
  const { rx1DelayS, rx1DrOffset, rx2DataRate, rx2FreqHz } = source;
  const { fCntUp, nFCntDown, aFCntDown, extraChannels, enabled } = start;
  return {
    devAddr,
    activation,
    startedAtMs,
    macVersion,
    region,
    keys,
    fCntUp,
    seen: [],
    nFCntDown,
    aFCntDown,
    links: [],
    radio: {
      rx1DelayS,
      rx1DrOffset,
      rx2DataRate,
      rx2FreqHz,
      extraChannels,
      ...(enabled && { enabled }),
      txPowerIndex: 0,
      nbTrans: 1,
    },
    pendingRequests: "",
    macErrors: {},
    adrHistory: NO_ADR_HISTORY,
    deviceClass: "A",
  };
}

function afterUplink(state: DeviceState, uplink: Uplink, atMs: number): DeviceState {
  const { freshness } = uplink;
  if (freshness === "late-backhaul" || freshness === "late-radio") return state;
  const confirmsPending = state.pending?.devAddr === uplink.devAddr;
  const session = confirmsPending ? state.pending : state.session;
  if (session?.devAddr !== uplink.devAddr) return state;
  if (freshness === "late") {
    const seen = remembered(session, uplink.fCnt, session.fCntUp);
    return withSession(state, { ...session, seen }, confirmsPending);
  }
  return withSession(state, freshUplink(session, uplink, atMs), confirmsPending);
}

function withSession(state: DeviceState, session: Session, fromPending: boolean): DeviceState {
  if (!fromPending) return { ...state, session };
  const { pending: _, ...rest } = state;
  return { ...rest, session };
}

function remembered(session: Session, fCnt: number, fCntUp: number): Session["seen"] {
  return trimBelow(addToRanges(session.seen, fCnt), fCntUp - F_CNT_WINDOW);
}

function freshUplink(session: Session, uplink: Uplink, atMs: number): Session {
  const { awaitedAck, ...rest } = session;
  const fCntUp = uplink.fCnt + 1;
  // A counter that went back was let through on purpose: its window starts anew.
  const reset = fCntUp <= session.fCntUp;
  const links = uplink.receptions
    .map(({ gatewayId, rssiDbm, snrDb }) => ({ gatewayId, rssiDbm, snrDb: snrDb ?? 0 }))
    .toSorted((a, b) => b.snrDb - a.snrDb || b.rssiDbm - a.rssiDbm)
    .slice(0, MAX_LINKS);
  const sample = {
    fCnt: uplink.fCnt,
    maxSnrDb: links[0]!.snrDb,
    dataRate: uplink.dataRate,
    txPowerIndex: session.radio.txPowerIndex,
    gatewayCount: new Set(uplink.receptions.map(({ gatewayId }) => gatewayId)).size,
  };
  const next: Session = {
    ...rest,
    fCntUp,
    seen: remembered(reset ? { ...session, seen: [] } : session, uplink.fCnt, fCntUp),
    last: {
      deduplicationId: uplink.deduplicationId,
      fCnt: uplink.fCnt,
      mic: uplink.mic ?? "",
      confirmed: uplink.confirmed,
      dataRate: uplink.dataRate,
      freqHz: uplink.freqHz,
      ...(uplink.ack && awaitedAck && { confFCnt: awaitedAck.fCntDown }),
      atMs,
    },
    links,
    adrHistory: addToHistory(reset ? NO_ADR_HISTORY : session.adrHistory, sample),
  };
  return foldMacAnswers(next, uplink);
}

function afterDownlink(state: DeviceState, downlink: Downlink, atMs: number): DeviceState {
  const { session } = state;
  if (!session || downlink.fCntDown === undefined) return state;
  // Another try of a frame that was made for the session before this one, over the next gateway.
  if (devAddrOf(downlink) !== session.devAddr) return state;
  const next = downlink.fCntDown + 1;
  const counters =
    downlink.counter === "AFCntDown"
      ? { aFCntDown: Math.max(session.aFCntDown, next) }
      : { nFCntDown: Math.max(session.nFCntDown, next) };
  const sent: Session = { ...session, ...counters };
  const awaited: Session = downlink.confirmed
    ? { ...sent, awaitedAck: awaitedAckOf(downlink) }
    : sent;
  return { ...state, session: foldMacRequests(awaited, downlink, atMs) };
}

/** The address in the frame: four bytes after the header, the lowest first. */
function devAddrOf({ phyPayload }: Downlink): string {
  return toHex(fromBase64(phyPayload.slice(0, 8)).slice(1, 5).reverse());
}

function awaitedAckOf(downlink: Downlink): NonNullable<Session["awaitedAck"]> {
  const { fCntDown = 0, counter = "NFCntDown", queueItemId, attemptsLeft = 0 } = downlink;
  return {
    fCntDown,
    counter,
    attemptsLeft,
    ...(queueItemId !== undefined && { queueItemId }),
  };
}

/** The downlink counter that a frame takes. In 1.1 application data has a counter of its own. */
export function downlinkCounter(
  session: Pick<Session, "macVersion" | "nFCntDown" | "aFCntDown">,
  fPort: number | null,
): { readonly counter: "NFCntDown" | "AFCntDown"; readonly fCntDown: number } {
  return speaks11(session) && fPort !== null && fPort > 0
    ? { counter: "AFCntDown", fCntDown: session.aFCntDown }
    : { counter: "NFCntDown", fCntDown: session.nFCntDown };
}
