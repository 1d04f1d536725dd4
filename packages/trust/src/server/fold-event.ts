import type { DeviceId, GatewayId } from "@lorats/base";
import type { NewEvent, StoredEvent } from "@lorats/events";
import {
  gatewayAfterReEnrolment,
  gatewayAfterSighting,
  type GatewayStep,
  type Sign,
} from "../judge/judge-gateway.ts";
import { isProbe } from "../probe/status-request.ts";
import { delayBoundS, probeAnswered, probeSent } from "../probe/probe-track.ts";
import {
  afterBadMic,
  afterCopy,
  afterJoin,
  afterNonceReuse,
  afterStatus,
  type SignsStep,
} from "../signals/device-signals.ts";
import { afterUnknownJoin, withoutStrangers } from "../signals/strangers.ts";
import type { DeviceTrust } from "../state/device-trust.ts";
import type { GatewayTrust } from "../state/gateway-trust.ts";
import { awaitsClearing, reEnrol } from "../track/bias-track.ts";
import { placeAfter } from "../time/device-place.ts";
import type { Memory } from "./memory.ts";
import { signalEvents } from "./signal-events.ts";

/** What an event other than a frame leads to. */
export interface Consequences {
  readonly events: readonly NewEvent[];
  /** A verdict that has to be amended. */
  readonly amend?: Amendment | undefined;
}

export interface Amendment {
  readonly deviceId: DeviceId;
  readonly deduplicationId: string;
  readonly why: "probe-answered" | "probe-late" | "false-alarm" | "attack" | "copy-replayed";
  readonly note: string;
}

const NOTHING: Consequences = { events: [] };
const UNKNOWN_JOIN = "NS_JOIN_UNKNOWN_DEVICE";
/** A copy of a frame by radio that comes later than any repetition does, s. */
const COPY_LATE_S = 45;

type Stored<T extends StoredEvent["type"]> = Extract<StoredEvent, { type: T }>;

/** Folds one event of the log into what is remembered. Devices that it is about are in memory. */
export function foldEvent(memory: Memory, event: StoredEvent): Consequences {
  switch (event.type) {
    case "sighting":
      return foldGateway(memory, event, event.body.gatewayId, (state) =>
        gatewayAfterSighting(state, event.body),
      );
    case "gateway-stats":
      // It may hear nothing else that would end it.
      return foldGateway(memory, event, event.body.gatewayId, withoutStrangers);
    case "join":
      return foldSigns(memory, event, event.body.deviceId, (state, nowS) => ({
        state: { ...state, joined: true },
        step: afterJoin(state.signs, nowS),
      }));
    case "device-status":
      return foldStatus(memory, event);
    case "downlink":
      return foldDownlink(memory, event);
    case "refusal":
      return foldRefusal(memory, event);
    case "uplink": {
      const { freshness, unclear } = event.body;
      return freshness === "late-radio" && !unclear ? foldCopy(memory, event) : NOTHING;
    }
    case "trust-label":
      return foldLabel(memory, event);
    case "location":
      memory.devices.change(event.body.deviceId, event.tenantId, (state) => ({
        ...state,
        place: placeAfter(state.place, event.body, secondsOf(event)),
      }));
      return NOTHING;
    case "activation":
    case "alarm":
    case "alarm-signal":
    case "assessment":
    case "external-data":
    case "foreign-traffic":
    case "change":
    case "delivery":
    case "multicast-delivery":
    case "multicast-downlink":
    case "observation":
    case "reception":
    case "reported-temperature":
    case "sdr-health":
    case "snippet":
    case "tx-ack":
      return NOTHING;
  }
}

/** Can anything follow from this event? Most of what happens is receptions and frames that were judged as they came. HOT PATH. */
export function isEvidence(event: StoredEvent): boolean {
  if (event.type === "uplink") return event.body.freshness !== "fresh";
  return event.type !== "reception" && event.type !== "assessment";
}

/** The device that an event of these kinds is about, to be brought into memory first. */
export function deviceOf(event: StoredEvent): DeviceId | undefined {
  return event.body && "deviceId" in event.body ? event.body.deviceId : undefined;
}

function secondsOf({ time }: StoredEvent): number {
  return Number(time) / 1e9;
}

function foldSigns(
  memory: Memory,
  event: StoredEvent,
  deviceId: DeviceId,
  fold: (state: DeviceTrust, nowS: number) => { state: DeviceTrust; step: SignsStep },
): Consequences {
  let raise: readonly Sign[] = [];
  memory.devices.change(deviceId, event.tenantId, (before) => {
    const { state, step } = fold(before, secondsOf(event));
    raise = step.raise;
    return { ...state, signs: step.signs };
  });
  return { events: signalEvents(event, "device", deviceId, raise) };
}

function foldGateway(
  memory: Memory,
  event: StoredEvent,
  gatewayId: GatewayId,
  fold: (state: GatewayTrust, nowS: number) => GatewayStep,
): Consequences {
  let raise: readonly Sign[] = [];
  memory.gateways.change(gatewayId, event.tenantId, (before) => {
    const { state, signs } = fold(before, secondsOf(event));
    raise = signs;
    return state;
  });
  return { events: signalEvents(event, "gateway", gatewayId, raise) };
}

function foldStatus(memory: Memory, event: Stored<"device-status">): Consequences {
  const { deviceId, battery, marginDb, deduplicationId } = event.body;
  let amend: Amendment | undefined;
  const { events } = foldSigns(memory, event, deviceId, (before, nowS) => {
    const step = afterStatus(before.signs, battery, marginDb, nowS);
    if (before.last?.deduplicationId !== deduplicationId) return { state: before, step };
    const { track: probes, outcome, of } = probeAnswered(before.probes, before.last.fCnt, true);
    if (!of) return { state: before, step };
    if (outcome === "answered-late") {
      const note = "a probe was answered one frame late, as it is when the uplink was held back";
      amend = { deviceId, deduplicationId: of.deduplicationId, why: "probe-late", note };
      return { state: { ...before, probes }, step };
    }
    const note = `a probe was answered in the next frame: it was held back by ${of.boundS.toFixed(1)} s at most`;
    amend = { deviceId, deduplicationId: of.deduplicationId, why: "probe-answered", note };
    // What the device is like now is what it is like: the step was another crystal, not a replayer.
    const cleared = before.track && awaitsClearing(before.track, nowS);
    const track = cleared ? reEnrol(before.track, nowS) : before.track;
    return { state: { ...before, probes, track }, step };
  });
  return { events, amend };
}

function foldDownlink(memory: Memory, event: Stored<"downlink">): Consequences {
  const { deviceId, inReplyTo, window, modulation } = event.body;
  if (inReplyTo === undefined || !isProbe(event.body)) return NOTHING;
  memory.devices.change(deviceId, event.tenantId, (state) => {
    if (state.last?.deduplicationId !== inReplyTo) return state;
    const symbolS = modulation.kind === "lora" ? 2 ** modulation.sf / modulation.bwHz : 0.001;
    const boundS = delayBoundS(window === "rx2" ? "rx2" : "rx1", symbolS);
    const pending = { deduplicationId: inReplyTo, fCnt: state.last.fCnt, boundS };
    return { ...state, probes: probeSent(state.probes, pending, secondsOf(event)) };
  });
  return NOTHING;
}

function foldRefusal(memory: Memory, event: Stored<"refusal">): Consequences {
  const { code, deviceId } = event.body;
  if (deviceId === undefined) {
    // Refusals of nobody's devices stand under the gateway that heard them.
    const gatewayId = event.key as GatewayId;
    return code === UNKNOWN_JOIN
      ? foldGateway(memory, event, gatewayId, afterUnknownJoin)
      : NOTHING;
  }
  if (code === "NS_MIC_INVALID" || code === "NS_JOIN_MIC") {
    return foldSigns(memory, event, deviceId, (state, nowS) => ({
      state,
      step: afterBadMic(state.signs, nowS),
    }));
  }
  if (code === "NS_DEVNONCE_USED") {
    return foldSigns(memory, event, deviceId, (state, nowS) => ({
      state,
      step: afterNonceReuse(state.signs, nowS),
    }));
  }
  return NOTHING;
}

/** The same frame by radio again: a repetition, or a replay that came too late to pass. */
function foldCopy(memory: Memory, event: Stored<"uplink">): Consequences {
  const { deviceId, deduplicationId } = event.body;
  let amend: Amendment | undefined;
  const { events } = foldSigns(memory, event, deviceId, (state, nowS) => {
    const { last, signs } = state;
    const calm = { state, step: { signs, raise: [] } };
    if (!last || last.deduplicationId !== deduplicationId) return calm;
    const lateS = nowS - last.sentS;
    if (lateS < COPY_LATE_S) return { ...calm, state: { ...state, repeats: true } };
    const note = `a copy of this frame was on the air again ${lateS.toFixed(0)} s later: somebody recorded it`;
    amend = { deviceId, deduplicationId, why: "copy-replayed", note };
    const step = afterCopy(signs, nowS, { message: note, details: { deduplicationId } });
    return { state, step };
  });
  return { events, amend };
}

function foldLabel(memory: Memory, event: Stored<"trust-label">): Consequences {
  const { label, deviceId, gatewayId, deduplicationId, until } = event.body;
  if (gatewayId !== undefined) return foldGatewayLabel(memory, event, gatewayId);
  if (deviceId === undefined) return NOTHING;
  const nowS = secondsOf(event);
  memory.devices.change(deviceId, event.tenantId, (state) => {
    const { track } = state;
    switch (label) {
      case "re-enrol":
        return {
          ...state,
          joined: false,
          schedule: undefined,
          hopping: undefined,
          ...(track && { track: reEnrol(track, nowS) }),
        };
      case "false-alarm":
        // Where the newest frames are is where the device is.
        return track && (track.step || awaitsClearing(track, nowS))
          ? { ...state, track: reEnrol(track, nowS) }
          : state;
      case "attack":
        return track?.step ? { ...state, track: { ...track, step: undefined } } : state;
      case "attack-free":
        return {
          ...state,
          attackFreeUntilS: until === undefined ? nowS : Date.parse(until) / 1000,
        };
    }
  });
  if (deduplicationId === undefined || (label !== "false-alarm" && label !== "attack"))
    return NOTHING;
  const note = label === "attack" ? "a person says: an attack" : "a person says: genuine";
  return { events: [], amend: { deviceId, deduplicationId, why: label, note } };
}

function foldGatewayLabel(
  memory: Memory,
  event: Stored<"trust-label">,
  gatewayId: GatewayId,
): Consequences {
  if (event.body.label !== "re-enrol") return NOTHING;
  return foldGateway(memory, event, gatewayId, gatewayAfterReEnrolment);
}
