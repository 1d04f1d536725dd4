import { CallerError, fromHex } from "@lorats/base";
import {
  encodePhyPayload,
  encryptFOpts,
  encryptFrmPayload,
  frmPayloadKey,
  signUplink,
  UPLINK_MAC_COMMANDS,
  type Ciphers,
  type Region,
  type UplinkMacCommand,
} from "@lorats/lorawan";
import { usableChannels, withDefaultsOn } from "./channels.ts";
import type { DeviceSession, DeviceState } from "./device-state.ts";
import { slowestRate } from "./region.ts";
import { openKeys } from "./stored-keys.ts";

export interface UplinkRequest {
  readonly region: Region;
  /** Null for a frame without application data. */
  readonly fPort: number | null;
  readonly payload: Uint8Array;
  readonly confirmed: boolean;
  /** Listens in ping slots. */
  readonly isClassB?: boolean;
  /** Requests of the device itself, such as for the time. */
  readonly commands?: readonly UplinkMacCommand[];
}

/** Where a frame is sent: 1.1 signs it. */
export interface UplinkRadio {
  readonly dataRate: number;
  readonly channel: number;
}

/** A frame but for its MIC, which in 1.1 depends on the channel of each transmission. */
export interface UnsignedUplink {
  readonly state: DeviceState;
  readonly phyPayload: Uint8Array;
  readonly fCnt: number;
  readonly confFCnt: number;
}

const MOST_F_OPTS = 15;

/** The next data uplink, with acknowledgement and MAC answers that are due. */
export function dataUplink(
  state: DeviceState,
  request: UplinkRequest,
  ciphers: Ciphers,
): UnsignedUplink {
  if (!state.session) throw new CallerError("DEVICE_NOT_JOINED", "join first");
  const session = backOff(state.session, request.region);
  const keys = openKeys(session.keys);
  const { devAddr, fCntUp } = session;
  const plain = commandsOf(session, state.answers, request.commands ?? []);
  const context = { direction: "up", devAddr, fCnt: fCntUp } as const;
  const phyPayload = encodePhyPayload({
    mType: request.confirmed ? "confirmed-data-up" : "unconfirmed-data-up",
    devAddr,
    fCtrl: {
      adr: true,
      adrAckReq: session.adrAckCnt >= session.adrAckLimit,
      ack: state.owesAck,
      classB: request.isClassB ?? false,
    },
    fCnt: fCntUp & 0xffff,
    fOpts:
      keys.version === "1.1"
        ? encryptFOpts(ciphers, keys.nwkSEncKey, context, false, plain)
        : plain,
    fPort: request.fPort,
    frmPayload: encryptFrmPayload(
      ciphers,
      frmPayloadKey(keys, request.fPort ?? 0),
      context,
      request.payload,
    ),
    mic: new Uint8Array(4),
  });
  const next = {
    ...session,
    fCntUp: fCntUp + 1,
    adrAckCnt: session.adrAckCnt + 1,
    uplinksSinceRejoin: session.uplinksSinceRejoin + 1,
  };
  return {
    state: { ...state, session: next, answers: "", owesAck: false },
    phyPayload,
    fCnt: fCntUp,
    confFCnt: session.confFCntDown,
  };
}

/** The frame as it is sent on a channel. */
export function signFor(
  { phyPayload, fCnt, confFCnt }: Omit<UnsignedUplink, "state">,
  session: DeviceSession,
  radio: UplinkRadio,
  ciphers: Ciphers,
): Uint8Array {
  const signed = phyPayload.slice();
  const context = { fCnt, confFCnt, txDr: radio.dataRate, txCh: radio.channel };
  signUplink(ciphers, openKeys(session.keys), signed, context);
  return signed;
}

/**
 * What FOpts carries: indications until they are confirmed, answers until heard, answers, requests; whole commands, as
 * many as fit. @see LoRaWAN L2 1.0.4 §5
 */
function commandsOf(
  session: DeviceSession,
  answers: string,
  requests: readonly UplinkMacCommand[],
): Uint8Array {
  const indications: UplinkMacCommand[] = [];
  if (!session.isRekeyed) indications.push({ command: "RekeyInd", minor: 1 });
  const waiting = [
    ...indications,
    ...UPLINK_MAC_COMMANDS.parse(fromHex(session.sticky)).commands,
    ...UPLINK_MAC_COMMANDS.parse(fromHex(answers)).commands,
    ...requests,
  ];
  let bytes = UPLINK_MAC_COMMANDS.encode(waiting);
  while (bytes.length > MOST_F_OPTS) {
    waiting.pop();
    bytes = UPLINK_MAC_COMMANDS.encode(waiting);
  }
  return bytes;
}

/**
 * Makes itself better heard step by step when nobody answers: full power, then lower data rates, at last the channels
 * it was born with and single transmissions. @see LoRaWAN L2 1.0.4 §4.3.1.1
 */
function backOff(session: DeviceSession, region: Region): DeviceSession {
  const { adrAckCnt, adrAckLimit, adrAckDelay, dataRate, channels, dwell } = session;
  const overdue = adrAckCnt - adrAckLimit - adrAckDelay;
  if (overdue < 0 || overdue % adrAckDelay !== 0) return session;
  if (session.txPowerIndex > 0) return { ...session, txPowerIndex: 0 };
  const born = withDefaultsOn(region, channels);
  if (dataRate > slowestRate(region, dwell.uplink)) {
    const slower = { ...session, dataRate: dataRate - 1 };
    // No channel may be left for the lower rate.
    const isServed = usableChannels(channels, dataRate - 1).length > 0;
    return isServed ? slower : { ...slower, channels: born };
  }
  return { ...session, channels: born, nbTrans: 1 };
}
