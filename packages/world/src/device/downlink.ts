import { concatBytes, fromHex, toHex } from "@lorats/base";
import {
  decodePhyPayload,
  encryptFOpts,
  encryptFrmPayload,
  frmPayloadKey,
  reconstructFCnt,
  UPLINK_MAC_COMMANDS,
  verifyDownlinkMic,
  type Ciphers,
  type DataDownlink,
} from "@lorats/lorawan";
import type { DeviceSession, DeviceState } from "./device-state.ts";
import { acceptJoin, type DeviceIdentity } from "./join.ts";
import { answerCommands, type MacContext, type MacEffect } from "./mac-answers.ts";
import { hearGroup } from "./multicast.ts";
import { openKeys } from "./stored-keys.ts";

export interface Downlink {
  readonly state: DeviceState;
  /** What the frame was to the device. */
  readonly kind: "join-accept" | "data" | "multicast" | "ignored";
  readonly ack: boolean;
  readonly fPending: boolean;
  readonly fPort: number | null;
  readonly payload: Uint8Array;
  /** What the network asks of more than the session. */
  readonly effects: readonly MacEffect[];
}

/** How a frame came in: commands and sticky answers care for the windows of class A only. */
export interface HeardIn extends MacContext {
  readonly isClassAWindow: boolean;
}

const NOTHING = {
  ack: false,
  fPending: false,
  fPort: null,
  payload: new Uint8Array(0),
  effects: [],
} as const;

/** What a device makes of a frame in one of its windows. */
export function receive(
  state: DeviceState,
  identity: DeviceIdentity,
  phyPayload: Uint8Array,
  heard: HeardIn,
  ciphers: Ciphers,
): Downlink {
  const ignored: Downlink = { ...NOTHING, state, kind: "ignored" };
  const decoded = decodePhyPayload(phyPayload);
  if (!decoded.ok) return ignored;
  const frame = decoded.value;
  if (frame.mType === "join-accept") {
    const joined = acceptJoin(state, identity, phyPayload, ciphers);
    return joined ? { ...NOTHING, state: joined, kind: "join-accept" } : ignored;
  }
  if (frame.mType !== "unconfirmed-data-down" && frame.mType !== "confirmed-data-down") {
    return ignored;
  }
  const multicast = hearGroup(state.groups, frame, phyPayload, ciphers);
  if (multicast) {
    const { groups, fPort, payload } = multicast;
    return { ...NOTHING, state: { ...state, groups }, kind: "multicast", fPort, payload };
  }
  return receiveData(state, frame, phyPayload, heard, ciphers) ?? ignored;
}

function receiveData(
  state: DeviceState,
  frame: DataDownlink,
  phyPayload: Uint8Array,
  heard: HeardIn,
  ciphers: Ciphers,
): Downlink | undefined {
  const { session } = state;
  if (!session || frame.devAddr !== session.devAddr) return undefined;
  const keys = openKeys(session.keys);
  const is11 = keys.version === "1.1";
  const isApplication = frame.fPort !== null && frame.fPort > 0;
  const newest = is11 && isApplication ? session.aFCntDown : session.fCntDown;
  const { fCnt, gap } = reconstructFCnt(frame.fCnt, newest + 1);
  // An acknowledgement signs the counter of the uplink it acknowledges, the last one.
  const micContext = { fCnt, confFCnt: session.fCntUp - 1 };
  if (gap < 0 || !verifyDownlinkMic(ciphers, keys, phyPayload, micContext)) return undefined;

  const context = { direction: "down", devAddr: session.devAddr, fCnt } as const;
  const payload = encryptFrmPayload(
    ciphers,
    frmPayloadKey(keys, frame.fPort ?? 0),
    context,
    frame.frmPayload,
  );
  const fOpts = is11
    ? encryptFOpts(ciphers, keys.nwkSEncKey, context, isApplication, frame.fOpts)
    : frame.fOpts;
  const isConfirmed = frame.mType === "confirmed-data-down";
  const current: DeviceSession = {
    ...session,
    ...(is11 && isApplication ? { aFCntDown: fCnt } : { fCntDown: fCnt }),
    ...(isConfirmed && { confFCntDown: fCnt }),
    ...(heard.isClassAWindow && { adrAckCnt: 0, sticky: "" }),
  };
  const commands = frame.fPort === 0 ? payload : fOpts;
  const answered = answerCommands(current, commands, heard);
  const answers = concatBytes(fromHex(state.answers), UPLINK_MAC_COMMANDS.encode(answered.answers));
  return {
    state: {
      ...state,
      session: {
        ...answered.session,
        sticky: toHex(
          concatBytes(
            fromHex(answered.session.sticky),
            UPLINK_MAC_COMMANDS.encode(answered.stickyAnswers),
          ),
        ),
      },
      answers: toHex(answers),
      owesAck: state.owesAck || isConfirmed,
    },
    kind: "data",
    ack: frame.fCtrl.ack,
    fPending: frame.fCtrl.fPending,
    fPort: frame.fPort,
    payload: frame.fPort === 0 ? new Uint8Array(0) : payload,
    effects: answered.effects,
  };
}
