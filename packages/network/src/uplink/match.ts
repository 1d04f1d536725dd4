import type { GatewayId } from "@lorats/base";
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

export interface MatchResult {
  readonly match?: Match;
  /** MICs that were computed. */
  readonly mics: number;
  /** Candidates were left untried since the budget was used up. */
  readonly exhausted: boolean;
}

/** What the MIC of a 1.1 uplink covers beyond its own bytes. */
export interface TxSettings {
  readonly dataRate: number;
  readonly channelIndex: number;
}

interface Attempt {
  readonly candidate: Candidate;
  readonly fCnt: number;
  readonly gap: number;
  readonly rolledOver: boolean;
  readonly reset: boolean;
  readonly heardByLast: boolean;
}

/**
 * Finds the session of a frame among those on its DevAddr. The MIC decides; the order only saves work: the next
 * counter first, then small gaps, then old frames, and between equals the device whose last gateway heard this one.
 * @param budget MICs that may be spent
 */
export function matchSession(
  ciphers: Ciphers,
  frame: DataUplink,
  phyPayload: Uint8Array,
  candidates: readonly Candidate[],
  context: {
    readonly gateways: ReadonlySet<GatewayId>;
    readonly txSettings: (candidate: Candidate) => TxSettings;
    readonly budget: number;
  },
): MatchResult {
  const attempts = candidates.flatMap((candidate) =>
    attemptsOf(frame, candidate, context.gateways),
  );
  if (attempts.length > 1) attempts.sort(byLikelihood);
  let mics = 0;
  for (const attempt of attempts) {
    if (mics >= context.budget) return { mics, exhausted: true };
    mics++;
    const { candidate, fCnt, gap, rolledOver, reset } = attempt;
    if (!micMatches(ciphers, phyPayload, attempt, context.txSettings)) continue;
    return { match: { candidate, fCnt, gap, rolledOver, reset }, mics, exhausted: false };
  }
  return { mics, exhausted: false };
}

function attemptsOf(
  frame: DataUplink,
  candidate: Candidate,
  gateways: ReadonlySet<GatewayId>,
): Attempt[] {
  const { session, profile } = candidate;
  const heardByLast = session.links.some(({ gatewayId }) => gateways.has(gatewayId));
  const { fCnt, gap, rolledOver } = reconstructFCnt(frame.fCnt, session.fCntUp);
  const attempt = { candidate, fCnt, gap, rolledOver, reset: false, heardByLast };
  // A reset is tried only where it reads differently from the ordinary counter.
  if (!profile.allowFCntReset || frame.fCnt >= session.fCntUp) return [attempt];
  return [attempt, { ...attempt, fCnt: frame.fCnt, gap: 0x1_0000, reset: true }];
}

function byLikelihood(a: Attempt, b: Attempt): number {
  return rank(a.gap) - rank(b.gap) || Number(b.heardByLast) - Number(a.heardByLast);
}

function rank(gap: number): number {
  return gap >= 0 ? gap : 0x1_0000 - gap;
}

function micMatches(
  ciphers: Ciphers,
  phyPayload: Uint8Array,
  { candidate, fCnt }: Attempt,
  txSettings: (candidate: Candidate) => TxSettings,
): boolean {
  const { session, keys, profile } = candidate;
  const micFCnt = profile.supports32BitFCnt ? fCnt : fCnt & 0xffff;
  if (!speaks11(session)) return verifyUplinkMic(ciphers, keys, phyPayload, { fCnt: micFCnt });
  const { dataRate, channelIndex } = txSettings(candidate);
  return verifyUplinkMic(ciphers, keys, phyPayload, {
    fCnt: micFCnt,
    confFCnt:
      (fCnt === session.last?.fCnt ? session.last.confFCnt : session.awaitedAck?.fCntDown) ?? 0,
    txDr: dataRate,
    txCh: channelIndex,
  });
}
