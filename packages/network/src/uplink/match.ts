import type { DeviceId, GatewayId } from "@lorats/base";
import {
  type Ciphers,
  type DataUplink,
  type SessionKeys,
  reconstructFCnt,
  verifyUplinkMic,
} from "@lorats/lorawan";
import type { Session } from "../device/session.ts";
import { speaks11 } from "../device/session.ts";
import type { Device } from "../registry/device.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";

/** A session on a frame's address: enough to say how likely the frame belongs to it. */
export interface Prospect {
  readonly deviceId: DeviceId;
  readonly session: Session;
}

/** A session that a frame may belong to, with what is needed to find out. */
export interface Candidate {
  readonly device: Device;
  readonly profile: DeviceProfile;
  readonly session: Session;
  readonly keys: SessionKeys;
}

/** How the counter of a matched frame relates to the session. */
export interface Match {
  readonly candidate: Candidate;
  /** All 32 bits. */
  readonly fCnt: number;
  /** 0 for the next frame, positive when frames were lost, negative for old ones. */
  readonly gap: number;
  readonly rolledOver: boolean;
  /** The counter went back to a low value and the profile lets it. */
  readonly reset: boolean;
}

/** What the MIC of a 1.1 uplink covers beyond its own bytes. */
export interface TxSettings {
  readonly dataRate: number;
  readonly channelIndex: number;
}

/** One reading of the frame's counter, to be tried against one session. */
export interface Attempt extends Omit<Match, "candidate"> {
  readonly prospect: Prospect;
}

const SPAN = 0x1_0000;
/** Attempts whose keys are brought into memory together. */
const BATCH = 32;

/**
 * The sessions that a frame may belong to, likeliest first: the next counter, then small gaps, then old frames, and
 * between equals the device whose last gateway heard this one. The MIC decides; the order only saves work.
 * The first comes alone since it is nearly always right, the others in batches.
 */
export function* attemptsAt(
  frame: DataUplink,
  prospects: readonly Prospect[],
  gateways: ReadonlySet<GatewayId>,
): Iterable<readonly Attempt[]> {
  const first = likeliest(frame, prospects, gateways);
  if (!first) return;
  yield [first];
  const others = prospects
    .flatMap((prospect) => attemptsOf(frame, prospect))
    .filter(({ prospect, reset }) => reset || prospect !== first.prospect)
    .map((attempt) => ({ attempt, heard: wasHeardBy(attempt.prospect, gateways) }))
    .sort((a, b) => rank(a.attempt.gap) - rank(b.attempt.gap) || Number(b.heard) - Number(a.heard))
    .map(({ attempt }) => attempt);
  for (let i = 0; i < others.length; i += BATCH) yield others.slice(i, i + BATCH);
}

/** The attempt to begin with. HOT PATH: finding it costs far less than sorting them all. */
export function likeliest(
  frame: DataUplink,
  prospects: readonly Prospect[],
  gateways: ReadonlySet<GatewayId>,
): Attempt | undefined {
  let best: Prospect | undefined;
  let bestRank = Infinity;
  for (const prospect of prospects) {
    const its = rank(reconstructFCnt(frame.fCnt, prospect.session.fCntUp).gap);
    const better =
      its < bestRank ||
      (its === bestRank && !wasHeardBy(best!, gateways) && wasHeardBy(prospect, gateways));
    if (!better) continue;
    best = prospect;
    bestRank = its;
  }
  return best && attemptsOf(frame, best)[0];
}

function attemptsOf(frame: DataUplink, prospect: Prospect): [Attempt, ...Attempt[]] {
  const { fCntUp } = prospect.session;
  const { fCnt, gap, rolledOver } = reconstructFCnt(frame.fCnt, fCntUp);
  const attempt = { prospect, fCnt, gap, rolledOver, reset: false };
  // A reset is tried only where it reads differently from the ordinary counter.
  if (frame.fCnt >= fCntUp) return [attempt];
  return [attempt, { prospect, fCnt: frame.fCnt, gap: SPAN, rolledOver: false, reset: true }];
}

function wasHeardBy({ session }: Prospect, gateways: ReadonlySet<GatewayId>): boolean {
  for (const { gatewayId } of session.links) if (gateways.has(gatewayId)) return true;
  return false;
}

function rank(gap: number): number {
  return gap >= 0 ? gap : SPAN - gap;
}

/** Does the frame belong to this session, with its counter read so? */
export function micMatches(
  ciphers: Ciphers,
  phyPayload: Uint8Array,
  { session, keys, profile }: Candidate,
  fCnt: number,
  txSettings: () => TxSettings,
): boolean {
  const micFCnt = profile.supports32BitFCnt ? fCnt : fCnt & 0xffff;
  if (!speaks11(session)) return verifyUplinkMic(ciphers, keys, phyPayload, { fCnt: micFCnt });
  const { dataRate: txDr, channelIndex: txCh } = txSettings();
  const verifies = (confFCnt: number): boolean =>
    verifyUplinkMic(ciphers, keys, phyPayload, { fCnt: micFCnt, confFCnt, txDr, txCh });
  if (!(phyPayload[F_CTRL]! & ACK)) return verifies(0);
  return acknowledgedCounters(session, fCnt).some(verifies);
}

const F_CTRL = 5;
const ACK = 0x20;

/**
 * The downlink that a 1.1 frame may acknowledge, as its MIC covers it: the confirmed one, says the specification.
 * RadioLib takes the newest of its application counter, whichever counter the confirmed frame had.
 * @see LoRaWAN L2 1.1 §4.4.2
 */
function acknowledgedCounters(session: Session, fCnt: number): readonly number[] {
  const { last, awaitedAck, aFCntDown, nFCntDown } = session;
  const meant = (fCnt === last?.fCnt ? last.confFCnt : awaitedAck?.fCntDown) ?? 0;
  return [...new Set([meant, Math.max(0, aFCntDown - 1), Math.max(0, nFCntDown - 1), 0])];
}
