import {
  type Ciphers,
  type SessionKeys,
  encodePhyPayload,
  encryptFOpts,
  encryptFrmPayload,
  frmPayloadKey,
  signDownlink,
} from "@lorats/lorawan";
import { downlinkCounter } from "../device/evolve.ts";
import { type Session, speaks11 } from "../device/session.ts";

/** What a data downlink says, in clear. */
export interface DownlinkContent {
  readonly confirmed: boolean;
  /** The confirmed uplink that it acknowledges, 32 bits. */
  readonly acknowledges?: number;
  readonly adr: boolean;
  /** More waits. */
  readonly fPending: boolean;
  /** Encoded MAC commands; on port 0 when they exceed 15 bytes and no application data goes along. */
  readonly macCommands: Uint8Array;
  /** Application data. */
  readonly data?: { readonly fPort: number; readonly payload: Uint8Array };
}

export interface BuiltDownlink {
  readonly phyPayload: Uint8Array;
  readonly fCntDown: number;
  readonly counter: "NFCntDown" | "AFCntDown";
  readonly fPort: number | null;
}

export const MAX_F_OPTS = 15;

/** The length of the MACPayload that the content makes. */
export function macPayloadLength({ macCommands, data }: DownlinkContent): number {
  const fhdr = 7;
  if (data) return fhdr + macCommands.length + 1 + data.payload.length;
  return fhdr + macCommands.length + (macCommands.length > MAX_F_OPTS ? 1 : 0);
}

/**
 * A whole data downlink, encrypted and signed with the session's next counter.
 * @see LoRaWAN L2 1.0.4 §4.3, 1.1 §4.3.1
 */
export function buildDownlink(
  ciphers: Ciphers,
  session: Pick<Session, "devAddr" | "macVersion" | "nFCntDown" | "aFCntDown">,
  keys: SessionKeys,
  content: DownlinkContent,
): BuiltDownlink {
  const { macCommands, data, acknowledges, confirmed, adr, fPending } = content;
  const onPort0 = !data && macCommands.length > MAX_F_OPTS;
  const fPort = data ? data.fPort : onPort0 ? 0 : null;
  const { counter, fCntDown } = downlinkCounter(session, fPort);
  const stream = { direction: "down", devAddr: session.devAddr, fCnt: fCntDown } as const;
  const plainFOpts = onPort0 ? new Uint8Array(0) : macCommands;
  const fOpts =
    speaks11(session) && keys.version === "1.1" && plainFOpts.length > 0
      ? encryptFOpts(ciphers, keys.nwkSEncKey, stream, counter === "AFCntDown", plainFOpts)
      : plainFOpts;
  const plain = data ? data.payload : macCommands;
  const frmPayload =
    fPort === null
      ? new Uint8Array(0)
      : encryptFrmPayload(ciphers, frmPayloadKey(keys, fPort), stream, plain);
  const phyPayload = encodePhyPayload({
    mType: confirmed ? "confirmed-data-down" : "unconfirmed-data-down",
    devAddr: session.devAddr,
    fCtrl: { adr, ack: acknowledges !== undefined, fPending },
    fCnt: fCntDown & 0xffff,
    fOpts,
    fPort,
    frmPayload,
    mic: new Uint8Array(4),
  });
  signDownlink(ciphers, keys, phyPayload, {
    fCnt: fCntDown,
    ...(acknowledges !== undefined && { confFCnt: acknowledges }),
  });
  return { phyPayload, fCntDown, counter, fPort };
}
