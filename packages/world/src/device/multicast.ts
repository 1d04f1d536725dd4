import { toHex, type DevAddr } from "@lorats/base";
import {
  deriveMulticastSessionKeys,
  encryptFrmPayload,
  reconstructFCnt,
  revealKey,
  verifyDownlinkMic,
  AesKey,
  type Ciphers,
  type DataDownlink,
} from "@lorats/lorawan";

/** When and where a device listens for a group; times are seconds since the GPS epoch. */
export interface MulticastWindow {
  readonly class: "B" | "C";
  readonly fromGpsS: number;
  /** Absent: without end. */
  readonly untilGpsS?: number;
  readonly freqHz: number;
  readonly dataRate: number;
  /** Class B: a ping slot every 2^periodicity s. */
  readonly periodicity?: number;
}

/** A multicast group as a device holds it. @see TS005-2.0.0 */
export interface MulticastGroup {
  readonly id: number;
  readonly addr: DevAddr;
  readonly mcNetSKey: string;
  readonly mcAppSKey: string;
  /** Counters from … to below. */
  readonly minFCnt: number;
  readonly maxFCnt: number;
  /** Newest accepted; `minFCnt − 1` before the first. */
  readonly fCnt: number;
  readonly window?: MulticastWindow;
}

/** A group as it is burnt in, or as a McGroupSetupReq brings it. */
export function newGroup(
  ciphers: Ciphers,
  setup: {
    readonly id: number;
    readonly addr: DevAddr;
    readonly mcKey: AesKey;
    readonly minFCnt?: number;
    readonly maxFCnt?: number;
    readonly window?: MulticastWindow;
  },
): MulticastGroup {
  const { id, addr, mcKey, minFCnt = 0, maxFCnt = 0xffff_ffff, window } = setup;
  const { mcNetSKey, mcAppSKey } = deriveMulticastSessionKeys(ciphers, mcKey, addr);
  return {
    id,
    addr,
    mcNetSKey: toHex(revealKey(mcNetSKey)),
    mcAppSKey: toHex(revealKey(mcAppSKey)),
    minFCnt,
    maxFCnt,
    fCnt: minFCnt - 1,
    ...(window && { window }),
  };
}

/** The groups' windows that are open at a GPS time. */
export function openWindows(
  groups: readonly MulticastGroup[],
  gpsS: number,
): { readonly group: MulticastGroup; readonly window: MulticastWindow }[] {
  return groups.flatMap((group) => {
    const { window } = group;
    const isOpen =
      window !== undefined &&
      gpsS >= window.fromGpsS &&
      (window.untilGpsS === undefined || gpsS < window.untilGpsS);
    return isOpen ? [{ group, window }] : [];
  });
}

/**
 * A frame to one of the groups, opened; undefined for whatever is none.
 * @see LoRaWAN L2 1.0.4 §11: unconfirmed, without MAC commands, without FPort 0
 */
export function hearGroup(
  groups: readonly MulticastGroup[],
  frame: DataDownlink,
  phyPayload: Uint8Array,
  ciphers: Ciphers,
):
  | { readonly groups: MulticastGroup[]; readonly fPort: number; readonly payload: Uint8Array }
  | undefined {
  const group = groups.find(({ addr }) => addr === frame.devAddr);
  if (!group || frame.mType !== "unconfirmed-data-down") return undefined;
  if (!frame.fPort || frame.fOpts.length > 0 || frame.fCtrl.ack) return undefined;
  const { fCnt, gap } = reconstructFCnt(frame.fCnt, group.fCnt + 1);
  if (gap < 0 || fCnt < group.minFCnt || fCnt >= group.maxFCnt) return undefined;
  const keys = { version: "1.0", nwkSKey: AesKey.fromHex(group.mcNetSKey) } as const;
  if (!verifyDownlinkMic(ciphers, keys, phyPayload, { fCnt })) return undefined;
  const payload = encryptFrmPayload(
    ciphers,
    AesKey.fromHex(group.mcAppSKey),
    { direction: "down", devAddr: group.addr, fCnt },
    frame.frmPayload,
  );
  return {
    groups: groups.map((other) => (other === group ? { ...group, fCnt } : other)),
    fPort: frame.fPort,
    payload,
  };
}
