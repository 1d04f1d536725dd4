import { CallerError, concatBytes, fromHex, toHex, type Eui64 } from "@lorats/base";
import {
  AesKey,
  decodePhyPayload,
  decryptJoinAccept,
  deriveSessionKeys10,
  encodePhyPayload,
  encryptFrmPayload,
  reconstructFCnt,
  revealKey,
  signJoin,
  signUplink,
  verifyDownlinkMic,
  type Ciphers,
  type NetworkKeys,
} from "@lorats/lorawan";
import { answerCommands, type Health } from "./mac-answers.ts";
import { DEFAULT_RX2, EU868 } from "./region.ts";
import type { DeviceSession, DeviceState } from "./device-state.ts";

/** What is burnt into a device. */
export interface DeviceIdentity {
  readonly devEui: Eui64;
  readonly joinEui: Eui64;
  readonly appKey: AesKey;
}

export interface UplinkRequest {
  readonly fPort: number;
  readonly payload: Uint8Array;
  readonly confirmed: boolean;
}

export interface Step {
  readonly state: DeviceState;
  /** Bytes to send now. */
  readonly phyPayload: Uint8Array;
}

export interface Downlink {
  readonly state: DeviceState;
  /** What the frame was to the device. */
  readonly kind: "join-accept" | "data" | "ignored";
  readonly ack: boolean;
  readonly fPort: number | null;
  readonly payload: Uint8Array;
}

/** EU868 default: the network may ask for an acknowledgement after so many silent uplinks. @see RP002-1.0.4 §3.2.1 */
const ADR_ACK_LIMIT = 64;
const ADR_ACK_DELAY = 32;
const MIN_DATA_RATE = 0;

/** The next join-request. Its DevNonce is used up whether or not anybody hears it. */
export function joinRequest(state: DeviceState, identity: DeviceIdentity, ciphers: Ciphers): Step {
  if (state.devNonce > 0xffff) {
    throw new CallerError("DEVICE_NONCES_SPENT", "a device has 65,535 joins in its life");
  }
  const { devEui, joinEui, appKey } = identity;
  const phyPayload = encodePhyPayload({
    mType: "join-request",
    joinEui,
    devEui,
    devNonce: state.devNonce,
    mic: new Uint8Array(4),
  });
  signJoin(ciphers, appKey, phyPayload);
  return { state: { ...state, devNonce: state.devNonce + 1, session: undefined }, phyPayload };
}

/** The next data uplink, with acknowledgement and MAC answers that are due. */
export function dataUplink(state: DeviceState, request: UplinkRequest, ciphers: Ciphers): Step {
  const session = backOff(sessionOf(state));
  const keys = networkKeys(session);
  const { devAddr, fCntUp } = session;
  const fOpts = fromHex(state.answers).subarray(0, 15);
  const phyPayload = encodePhyPayload({
    mType: request.confirmed ? "confirmed-data-up" : "unconfirmed-data-up",
    devAddr,
    fCtrl: {
      adr: true,
      adrAckReq: session.adrAckCnt >= ADR_ACK_LIMIT,
      ack: state.owesAck,
      classB: false,
    },
    fCnt: fCntUp & 0xffff,
    fOpts,
    fPort: request.fPort,
    frmPayload: encryptFrmPayload(
      ciphers,
      AesKey.fromHex(session.appSKey),
      { direction: "up", devAddr, fCnt: fCntUp },
      request.payload,
    ),
    mic: new Uint8Array(4),
  });
  signUplink(ciphers, keys, phyPayload, { fCnt: fCntUp });
  const next = { ...session, fCntUp: fCntUp + 1, adrAckCnt: session.adrAckCnt + 1 };
  return { state: { ...state, session: next, answers: "", owesAck: false }, phyPayload };
}

/**
 * Makes itself better heard step by step when nobody answers: full power, then lower data rates, at last the channels
 * it was born with and single transmissions. @see LoRaWAN L2 1.0.4 §4.3.1.1
 */
function backOff(session: DeviceSession): DeviceSession {
  const overdue = session.adrAckCnt - ADR_ACK_LIMIT - ADR_ACK_DELAY;
  if (overdue < 0 || overdue % ADR_ACK_DELAY !== 0) return session;
  if (session.txPowerIndex > 0) return { ...session, txPowerIndex: 0 };
  if (session.dataRate > MIN_DATA_RATE) return { ...session, dataRate: session.dataRate - 1 };
  const born = EU868.channels.map((channel) => channel.frequencyHz);
  const channelsHz = [...new Set([...born, ...session.channelsHz])];
  return { ...session, channelsHz, nbTrans: 1 };
}

/** What a device makes of a frame in one of its windows. */
export function receive(
  state: DeviceState,
  identity: DeviceIdentity,
  phyPayload: Uint8Array,
  health: Health,
  ciphers: Ciphers,
): Downlink {
  const decoded = decodePhyPayload(phyPayload);
  if (!decoded.ok) return ignored(state);
  const frame = decoded.value;
  if (frame.mType === "join-accept") return receiveJoinAccept(state, identity, phyPayload, ciphers);
  if (frame.mType !== "unconfirmed-data-down" && frame.mType !== "confirmed-data-down") {
    return ignored(state);
  }
  const { session } = state;
  if (!session || frame.devAddr !== session.devAddr) return ignored(state);
  const { fCnt, gap } = reconstructFCnt(frame.fCnt, session.fCntDown + 1);
  const keys = networkKeys(session);
  if (gap < 0 || !verifyDownlinkMic(ciphers, keys, phyPayload, { fCnt })) return ignored(state);
  const isMac = frame.fPort === 0;
  const payload = encryptFrmPayload(
    ciphers,
    isMac && keys.version === "1.0" ? keys.nwkSKey : AesKey.fromHex(session.appSKey),
    { direction: "down", devAddr: session.devAddr, fCnt },
    frame.frmPayload,
  );
  const commands = isMac ? payload : frame.fOpts;
  const heard = { ...session, fCntDown: fCnt, adrAckCnt: 0 };
  const { session: changed, answers } = answerCommands(heard, commands, health);
  return {
    state: {
      ...state,
      session: changed,
      answers: toHex(concatBytes(fromHex(state.answers), answers)),
      owesAck: state.owesAck || frame.mType === "confirmed-data-down",
    },
    kind: "data",
    ack: frame.fCtrl.ack,
    fPort: frame.fPort,
    payload: isMac ? new Uint8Array(0) : payload,
  };
}

function receiveJoinAccept(
  state: DeviceState,
  identity: DeviceIdentity,
  phyPayload: Uint8Array,
  ciphers: Ciphers,
): Downlink {
  const { appKey } = identity;
  const opened = decryptJoinAccept(ciphers, phyPayload, { version: "1.0", rootKey: appKey });
  if (state.session || !opened.ok) return ignored(state);
  const { joinNonce, netId, devAddr, dlSettings, rxDelay, cfList } = opened.value.joinAccept;
  const devNonce = state.devNonce - 1;
  const keys = deriveSessionKeys10(ciphers, appKey, { joinNonce, netId, devNonce });
  const extra = cfList?.type === 0 ? cfList.freqsHz.filter((freqHz) => freqHz > 0) : [];
  const session: DeviceSession = {
    devAddr,
    nwkSKey: toHex(revealKey(keys.nwkSKey)),
    appSKey: toHex(revealKey(keys.appSKey)),
    fCntUp: 0,
    fCntDown: -1,
    rx1DelayS: Math.max(1, rxDelay),
    rx1DrOffset: dlSettings.rx1DrOffset,
    rx2DataRate: dlSettings.rx2DataRate,
    rx2FreqHz: DEFAULT_RX2.freqHz,
    channelsHz: [...EU868.channels.map((channel) => channel.frequencyHz), ...extra],
    dataRate: EU868.maxAdrDataRate,
    txPowerIndex: 0,
    nbTrans: 1,
    adrAckCnt: 0,
  };
  const empty = { ack: false, fPort: null, payload: new Uint8Array(0) };
  return { ...empty, state: { ...state, session }, kind: "join-accept" };
}

function ignored(state: DeviceState): Downlink {
  return { state, kind: "ignored", ack: false, fPort: null, payload: new Uint8Array(0) };
}

function sessionOf(state: DeviceState): DeviceSession {
  if (!state.session) throw new CallerError("DEVICE_NOT_JOINED", "join first");
  return state.session;
}

function networkKeys(session: DeviceSession): NetworkKeys {
  return { version: "1.0", nwkSKey: AesKey.fromHex(session.nwkSKey) };
}
