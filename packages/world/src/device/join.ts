import { CallerError, uniformInt, type Eui64, type Random } from "@lorats/base";
import {
  decryptJoinAccept,
  deriveJoinServerKeys,
  deriveSessionKeys10,
  deriveSessionKeys11,
  encodePhyPayload,
  rx2FrequencyHz,
  signJoin,
  type AesKey,
  type Ciphers,
  type JoinAccept,
  type SessionKeys,
} from "@lorats/lorawan";
import { channelsOfJoin } from "./channels.ts";
import type { DeviceSession, DeviceState } from "./device-state.ts";
import type { RadioPlan } from "./region.ts";
import { storeKeys } from "./stored-keys.ts";

/** What is burnt into a device. */
export interface DeviceIdentity {
  readonly plan: RadioPlan;
  readonly devEui: Eui64;
  readonly joinEui: Eui64;
  readonly appKey: AesKey;
  /** With it, the device speaks LoRaWAN 1.1. */
  readonly nwkKey?: AesKey | undefined;
  /** LoRaWAN before 1.0.4 draws its DevNonces at random; absent: they count. */
  readonly drawsDevNonces?: boolean;
  /** Root of the keys of multicast groups on a 1.0 device; the AppKey when absent. @see TS005-2.0.0 */
  readonly genAppKey?: AesKey | undefined;
}

export interface Step {
  readonly state: DeviceState;
  /** Bytes to send now. */
  readonly phyPayload: Uint8Array;
}

/** The next join-request. Its DevNonce is used up whether or not anybody hears it. */
export function joinRequest(
  state: DeviceState,
  identity: DeviceIdentity,
  ciphers: Ciphers,
  random: Random,
): Step {
  const { devEui, joinEui, appKey, nwkKey, drawsDevNonces = false } = identity;
  const devNonce = drawsDevNonces ? uniformInt(random, 0x10000) : state.devNonce;
  if (devNonce > 0xffff) {
    throw new CallerError("DEVICE_NONCES_SPENT", "a device has 65,535 joins in its life");
  }
  const phyPayload = encodePhyPayload({
    mType: "join-request",
    joinEui,
    devEui,
    devNonce,
    mic: new Uint8Array(4),
  });
  signJoin(ciphers, nwkKey ?? appKey, phyPayload);
  return {
    state: { ...state, devNonce: devNonce + 1, session: undefined, rejoin: undefined },
    phyPayload,
  };
}

/** What was opened: the join-accept, the keys it stands for, and the request it answers. */
interface Opened {
  readonly joinAccept: JoinAccept;
  readonly keys: SessionKeys;
}

/**
 * The state with its new session, or undefined when the join-accept is not for this device, answers no request, or
 * repeats a JoinNonce.
 * @see LoRaWAN L2 1.0.4 §6.2.3, 1.1 §6.2.3
 */
export function acceptJoin(
  state: DeviceState,
  identity: DeviceIdentity,
  phyPayload: Uint8Array,
  ciphers: Ciphers,
): DeviceState | undefined {
  if (state.session && !state.rejoin) return undefined;
  const opened = identity.nwkKey
    ? (open11(state, { ...identity, nwkKey: identity.nwkKey }, phyPayload, ciphers) ??
      (state.rejoin ? undefined : open10(state, identity.nwkKey, phyPayload, ciphers)))
    : open10(state, identity.appKey, phyPayload, ciphers);
  // 1.0.0 … 1.0.3 draw AppNonces at random; 1.0.4 and 1.1 let them grow, and a device insists on it only in 1.1.
  if (!opened) return undefined;
  const { joinNonce } = opened.joinAccept;
  if (opened.keys.version === "1.1" && joinNonce <= state.joinNonce) return undefined;
  // A rejoin of type 2 changes keys and counters, not the radio's settings. @see LoRaWAN L2 1.1 §6.2.4.3
  const kept = state.rejoin?.type === 2 ? state.session : undefined;
  return {
    ...state,
    joinNonce,
    rejoin: undefined,
    answers: "",
    owesAck: false,
    session: newSession(identity.plan, opened, kept),
  };
}

function open10(
  state: DeviceState,
  rootKey: AesKey,
  phyPayload: Uint8Array,
  ciphers: Ciphers,
): Opened | undefined {
  const opened = decryptJoinAccept(ciphers, phyPayload, { version: "1.0", rootKey });
  if (!opened.ok) return undefined;
  const { joinAccept } = opened.value;
  const { joinNonce, netId } = joinAccept;
  const exchange = { joinNonce, netId, devNonce: state.devNonce - 1 };
  return { joinAccept, keys: deriveSessionKeys10(ciphers, rootKey, exchange) };
}

function open11(
  state: DeviceState,
  identity: DeviceIdentity & { readonly nwkKey: AesKey },
  phyPayload: Uint8Array,
  ciphers: Ciphers,
): Opened | undefined {
  const { devEui, joinEui, nwkKey, appKey } = identity;
  const { jsIntKey, jsEncKey } = deriveJoinServerKeys(ciphers, nwkKey, devEui);
  const { rejoin } = state;
  const nonce = rejoin ? rejoin.nonce : state.devNonce - 1;
  const opened = decryptJoinAccept(ciphers, phyPayload, {
    version: "1.1",
    encryptionKey: rejoin ? jsEncKey : nwkKey,
    jsIntKey,
    request: { type: rejoin ? `rejoin-${rejoin.type}` : "join", joinEui, nonce },
  });
  if (!opened.ok) return undefined;
  const { joinAccept } = opened.value;
  const exchange = { joinNonce: joinAccept.joinNonce, joinEui, devNonce: nonce };
  return { joinAccept, keys: deriveSessionKeys11(ciphers, nwkKey, appKey, exchange) };
}

function newSession(
  plan: RadioPlan,
  { joinAccept, keys }: Opened,
  kept: DeviceSession | undefined,
): DeviceSession {
  const { dwell, maxAdrDataRate, txPower } = plan.region;
  const { netId, devAddr, dlSettings, rxDelay, cfList } = joinAccept;
  const radio = kept ?? {
    rx1DelayS: Math.max(1, rxDelay),
    rx1DrOffset: dlSettings.rx1DrOffset,
    rx2DataRate: dlSettings.rx2DataRate,
    rx2FreqHz: rx2FrequencyHz(plan.region),
    channels: channelsOfJoin(plan, cfList),
    dwell: { uplink: dwell?.defaultUplink ?? false, downlink: dwell?.defaultDownlink ?? false },
    maxEirpDbm: txPower.maxEirpDbm,
    dataRate: maxAdrDataRate,
    txPowerIndex: 0,
    nbTrans: 1,
    maxDutyCycle: 0,
    pingSlotChannel: undefined,
    beaconFreqHz: 0,
    ...DEFAULT_ADR,
  };
  return {
    ...radio,
    netId,
    devAddr,
    keys: storeKeys(keys),
    fCntUp: 0,
    fCntDown: -1,
    aFCntDown: -1,
    confFCntDown: 0,
    adrAckCnt: 0,
    sticky: "",
    isRekeyed: keys.version === "1.0",
    isModeConfirmed: keys.version === "1.0",
    periodicRejoin: kept?.periodicRejoin,
    rjCount0: 0,
    uplinksSinceRejoin: 0,
    isPingSlotInfoKnown: false,
  };
}

/** The network may ask for a sign of life after so many silent uplinks. @see RP002-1.0.4 §3.2.1 */
const DEFAULT_ADR = { adrAckLimit: 64, adrAckDelay: 32 };
