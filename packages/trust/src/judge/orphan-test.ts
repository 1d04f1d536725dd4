import { formatInstant, parseInstant } from "@lorats/base";
import type { Timing } from "@lorats/events";
import { type OrphanMatch, findOrphan } from "../orphan/orphan-book.ts";
import type { DeviceTrust } from "../state/device-trust.ts";
import { expectedAt } from "../track/bias-track.ts";
import { offsetAt } from "../track/receiver.ts";
import { isStrict } from "../schedule/schedule-track.ts";
import { seconds } from "../verdict/explain.ts";
import { type Finding, finding } from "../verdict/finding.ts";
import type { Frame } from "./frame.ts";

export interface OrphanResult {
  readonly timing: Timing;
  readonly findings: readonly Finding[];
}

/** A device that repeats its frames (NbTrans, confirmed) does so within this, s. */
const REPEATS_S = 15;
/** However clear the match, our model of chance is no better than this. */
const LEAST_CHANCE = 1e-7;
/** A frame is given another time only when chance would do so to fewer than one in a thousand. */
const MAX_CHANCE = 1e-3;

/**
 * Looks for the preamble of this very transmission among those whose frames never decoded. When there is one, the
 * frame was sent then and delivered now, however perfect the oscillator that replayed it.
 */
export function testOrphans(state: DeviceTrust, frame: Frame): OrphanResult | undefined {
  const { track, last } = state;
  const { uplink, atS, timing } = frame;
  if (!track || !last || uplink.modulation.kind !== "lora") return undefined;
  const { sf, bwHz } = uplink.modulation;
  let best: OrphanMatch | undefined;
  for (const [gatewayId, gateway] of frame.gateways) {
    if (gateway.orphans.length === 0) continue;
    const key = `sdr:${gatewayId}` as const;
    const receiverPpm = offsetAt(gateway.sdr, atS);
    const expected = expectedAt(
      track,
      { key, channel: `${uplink.freqHz}/${bwHz}`, receiverPpm },
      atS,
    );
    if (!expected) continue;
    const match = findOrphan(gateway.orphans, {
      freqHz: uplink.freqHz,
      bwHz,
      sf,
      deliveredS: atS,
      notBeforeS: last.sentS + uplink.airtimeNs / 1e9,
      expectedPpm: expected.ppm,
      sdPpm: expected.sdPpm,
      scheduled: scheduledTime(state, frame),
    });
    if (match && (!best || match.onsetSdNs < best.onsetSdNs)) best = match;
  }
  return best && resultOf(state, frame, best, timing);
}

/** When the device was to send this frame, where its clock or habit is strict. */
function scheduledTime(
  { schedule, last }: DeviceTrust,
  { uplink }: Frame,
): { readonly atS: number; readonly sdS: number } | undefined {
  if (!schedule || schedule.kind !== "periodic" || !last || !isStrict(schedule)) return undefined;
  const frames = uplink.fCnt - schedule.unit;
  const sdS = Math.sqrt(schedule.placeS2 + schedule.scatterS2) + 0.01;
  return { atS: schedule.atS + frames * schedule.rate, sdS };
}

function resultOf(
  { last, repeats, track }: DeviceTrust,
  { uplink, atS }: Frame,
  match: OrphanMatch,
  timing: Timing,
): OrphanResult {
  const authenticated = match.orphan.proven && track!.authenticated;
  const delayS = atS - match.onsetS;
  // A frame in between that was lost left an orphan of its own.
  const lost = uplink.fCnt - last!.fCnt - 1;
  if (lost > 0) {
    const note = `a preamble like this device's was heard ${seconds(delayS)} before, but ${lost} of its frames were lost`;
    return {
      timing,
      findings: [finding({ test: "orphan", note }, { weight: "note", authenticated })],
    };
  }
  const own = (repeats || uplink.confirmed) && delayS < REPEATS_S;
  const chance = Math.max(LEAST_CHANCE, match.expectedByChance);
  const note = own
    ? `its first transmission was heard ${seconds(delayS)} before`
    : `its preamble was heard ${seconds(delayS)} before it was delivered`;
  // A gateway without proof may date frames only where no gateway has proof.
  const mayMove = match.orphan.proven || !track!.authenticated;
  const moved = mayMove ? movedTiming(timing, match, delayS) : timing;
  if (chance > MAX_CHANCE) {
    const findings = [
      finding(
        { test: "orphan", note },
        { weight: "soft", logBayes: -Math.log(chance), authenticated },
      ),
    ];
    return { timing, findings };
  }
  const weight = own ? "note" : "hard";
  const logBayes = own ? 0 : -Math.log(chance);
  return {
    timing: moved,
    findings: [finding({ test: "orphan", note }, { weight, logBayes, authenticated })],
  };
}

function movedTiming(timing: Timing, match: OrphanMatch, delayS: number): Timing {
  const sent = parseInstant(timing.time) - BigInt(Math.round(delayS * 1e9));
  return {
    ...timing,
    time: formatInstant(sent),
    sdNs: Math.round(Math.hypot(match.onsetSdNs, 1000)),
    source: "sdr",
    deliveredAt: timing.time,
  };
}
