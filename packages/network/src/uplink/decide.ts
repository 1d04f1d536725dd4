import { toBase64, toHex } from "@lorats/base";
import type { EventBody, NewEvent, ReceptionReference, Uplink } from "@lorats/events";
import {
  type Ciphers,
  type DataUplink,
  UPLINK_MAC_COMMANDS,
  encryptFOpts,
  encryptFrmPayload,
  frmPayloadKey,
} from "@lorats/lorawan";
import { F_CNT_WINDOW, type Session, speaks11 } from "../device/session.ts";
import { inRanges } from "../device/ranges.ts";
import { airtimeNs } from "../radio/rules.ts";
import type { Match } from "./match.ts";
import { type Copy, modulationBody } from "./reception.ts";
import type { HeardFrame } from "./collector.ts";

/** Counters that sixteen bits tell apart. */
const SPAN = 0x1_0000;

export type Freshness = Uplink["freshness"];

/** Why a frame with a valid MIC is refused all the same. */
interface CounterRefusal {
  readonly code: string;
  readonly reason: string;
}

/** What the counter of a matched frame makes of it. */
export function judgeCounter(
  { candidate, fCnt, gap, rolledOver, reset }: Match,
  mic: string,
  originallySentEarlier: boolean,
): Freshness | CounterRefusal {
  const { session, profile } = candidate;
  if (rolledOver) {
    return {
      code: "NS_FCNT_EXHAUSTED",
      reason: "the counter passed 2^32: the device has to rejoin",
    };
  }
  if (reset) return "fresh";
  if (gap >= 0) {
    if (profile.maxFCntGap > 0 && gap > profile.maxFCntGap) {
      const reason = `counter ${fCnt} is ${gap} ahead of the expected ${session.fCntUp}`;
      return { code: "NS_FCNT_GAP", reason };
    }
    return "fresh";
  }
  if (session.last?.fCnt === fCnt && isRetransmission(session, mic)) return "late-radio";
  const isKnown = inRanges(session.seen, fCnt);
  const isTooOld = fCnt < session.fCntUp - F_CNT_WINDOW;
  if (originallySentEarlier && !isKnown && !isTooOld) return "late";
  // In its first 65,536 frames a counter that began anew reads like an old one.
  if (profile.allowFCntReset && fCnt < SPAN) return "fresh";
  if (isKnown) {
    return { code: "NS_FCNT_REPLAY", reason: `counter ${fCnt} was accepted before` };
  }
  if (isTooOld) {
    return { code: "NS_FCNT_TOO_OLD", reason: `counter ${fCnt} is older than can be remembered` };
  }
  const reason = `counter ${fCnt} is below ${session.fCntUp} and no gateway time explains it`;
  return { code: "NS_FCNT_OLD", reason };
}

/** Before 1.1 a repeated frame is the same to the bit; in 1.1 its MIC covers the channel, too. */
function isRetransmission(session: Session, mic: string): boolean {
  return speaks11(session) || session.last?.mic === mic;
}

/** The plaintexts of a frame whose session is known. */
interface Opened {
  readonly frmPayload: Uint8Array;
  readonly macCommands: Uint8Array;
}

function openFrame(ciphers: Ciphers, frame: DataUplink, match: Match): Opened {
  const { session, keys, profile } = match.candidate;
  const fCnt = profile.supports32BitFCnt ? match.fCnt : match.fCnt & 0xffff;
  const stream = { direction: "up", devAddr: frame.devAddr, fCnt } as const;
  const fOpts =
    speaks11(session) && keys.version === "1.1" && frame.fOpts.length > 0
      ? encryptFOpts(ciphers, keys.nwkSEncKey, stream, false, frame.fOpts)
      : frame.fOpts;
  if (frame.fPort === null) return { frmPayload: new Uint8Array(0), macCommands: fOpts };
  const key = frmPayloadKey(keys, frame.fPort);
  const plain = encryptFrmPayload(ciphers, key, stream, frame.frmPayload);
  return frame.fPort === 0
    ? { frmPayload: new Uint8Array(0), macCommands: plain }
    : { frmPayload: plain, macCommands: fOpts };
}

export interface AcceptedUplink {
  readonly event: NewEvent<"uplink">;
  readonly others: readonly NewEvent[];
}

/** The events of a frame that was matched and judged. */
export function uplinkEvents(
  ciphers: Ciphers,
  heard: HeardFrame,
  frame: DataUplink,
  match: Match,
  as: { readonly freshness: Freshness; readonly dataRate: number },
): AcceptedUplink {
  const { device, session } = match.candidate;
  const { frmPayload, macCommands } = openFrame(ciphers, frame, match);
  const first = heard.copies[0]!;
  const repeats = as.freshness === "late-radio" ? session.last?.deduplicationId : undefined;
  const body: Uplink = {
    deduplicationId: repeats ?? heard.deduplicationId,
    deviceId: device.id,
    applicationId: device.applicationId,
    devEui: device.devEui,
    devAddr: frame.devAddr,
    confirmed: frame.mType === "confirmed-data-up",
    adr: frame.fCtrl.adr,
    ...(frame.fCtrl.adrAckReq && { adrAckReq: true }),
    ...(frame.fCtrl.ack && { ack: true }),
    ...(frame.fCtrl.classB && { classB: true }),
    fCnt: match.fCnt,
    ...(frame.fPort !== null && { fPort: frame.fPort }),
    frmPayload: toBase64(frmPayload),
    macCommands: toBase64(macCommands),
    dataRate: as.dataRate,
    freqHz: best(heard.copies).uplink.freqHz,
    modulation: modulationBody(first.uplink.modulation),
    airtimeNs: airtimeNs(first.uplink.modulation, heard.phyPayload.length, true),
    region: session.region,
    freshness: as.freshness,
    ...(as.freshness === "late-radio" && heard.isUnclear && { unclear: true }),
    mic: toHex(frame.mic),
    receptions: heard.copies.map(referenceOf),
  };
  const at = { tenantId: device.tenantId, key: device.id, time: first.arrivedAt };
  const event: NewEvent<"uplink"> = { type: "uplink", ...at, body };
  const others = as.freshness === "fresh" ? consequences(event, match, macCommands) : [];
  return { event, others };
}

/** What a fresh uplink settles besides: the fate of the last confirmed downlink, the device's status. */
function consequences(
  { body, tenantId, key, time }: NewEvent<"uplink">,
  { candidate }: Match,
  macCommands: Uint8Array,
): NewEvent[] {
  const at = { tenantId, key, time };
  const { deviceId, applicationId, devEui, deduplicationId } = body;
  const whose = { deviceId, applicationId, devEui, deduplicationId };
  const events: NewEvent[] = [];
  const awaited = candidate.session.awaitedAck;
  if (awaited?.queueItemId !== undefined && (body.ack || awaited.attemptsLeft === 0)) {
    const delivery: EventBody<"delivery"> = {
      ...whose,
      queueItemId: awaited.queueItemId,
      outcome: body.ack ? "acknowledged" : "not-acknowledged",
      fCntDown: awaited.fCntDown,
    };
    events.push({ type: "delivery", ...at, body: delivery });
  }
  for (const command of UPLINK_MAC_COMMANDS.parse(macCommands).commands) {
    if (command.command !== "DevStatusAns") continue;
    const status = { ...whose, battery: command.battery, marginDb: command.margin };
    events.push({ type: "device-status", ...at, body: status });
  }
  return events;
}

/** An event for a copy that came after its frame was decided: the same frame, one reception. */
export function lateCopyEvent(original: NewEvent<"uplink">, copy: Copy): NewEvent<"uplink"> {
  const { tenantId, key, body } = original;
  const late: Uplink = { ...body, freshness: "late-backhaul", receptions: [referenceOf(copy)] };
  return { type: "uplink", tenantId, key, time: copy.arrivedAt, body: late };
}

export function referenceOf({ position, gateway, uplink }: Copy): ReceptionReference {
  return {
    position,
    gatewayId: gateway.id,
    gatewayEui: gateway.eui,
    rssiDbm: uplink.rssiDbm,
    ...(uplink.snrDb !== undefined && { snrDb: uplink.snrDb }),
  };
}

/** The copy that was heard best: a strong frame also shows up as a ghost on neighbouring channels. */
export function best(copies: readonly Copy[]): Copy {
  return copies.reduce((a, b) => (quality(b) > quality(a) ? b : a));
}

function quality({ uplink }: Copy): number {
  return (uplink.snrDb ?? 0) * 1000 + uplink.rssiDbm;
}

/** The event for frames that nobody here can or may use. */
export function refusalEvent(
  heard: HeardFrame,
  why: { readonly code: string; readonly reason: string },
  whose: Partial<Pick<EventBody<"refusal">, "deviceId" | "devEui" | "devAddr">> & {
    readonly tenantId?: NewEvent["tenantId"];
  },
): NewEvent<"refusal"> {
  const first = heard.copies[0]!;
  const { tenantId, ...ids } = whose;
  const { code, reason } = why;
  return {
    type: "refusal",
    tenantId: tenantId ?? first.gateway.tenantId,
    key: ids.deviceId ?? first.gateway.id,
    time: first.arrivedAt,
    body: { code, reason, ...ids, receptions: heard.copies.map(({ position }) => position) },
  };
}
