import { type GatewayId, formatInstant, parseInstant } from "@lorats/base";
import type { Timing } from "@lorats/events";
import { findOrphans, type OrphanMatch } from "../orphan/find-orphan.ts";
import type { Orphan } from "../orphan/orphan-book.ts";
import type { DeviceTrust } from "../state/device-trust.ts";
import { hashOf } from "../statistics/hash.ts";
import { expectedAt } from "../track/bias-track.ts";
import { offsetAt } from "../track/receiver.ts";
import { isStrict } from "../schedule/schedule-track.ts";
import { seconds } from "../verdict/explain.ts";
import { type Finding, finding } from "../verdict/finding.ts";
import type { ClockReading } from "./device-clock.ts";
import type { Frame } from "./frame.ts";

export interface OrphanResult {
  readonly timing: Timing;
  /** When the frame was sent, s since the epoch; absent when it stays as delivered. */
  readonly sentS?: number | undefined;
  /** ln of the Bayes factor of this frame's orphan alone, where it says that the frame was held back. */
  readonly heldBack?: number | undefined;
  readonly findings: readonly Finding[];
  /** Orphans that are this frame's transmissions. */
  readonly owned: readonly { readonly gatewayId: GatewayId; readonly orphan: Orphan }[];
}

/** A track that is younger cannot tell its device's orphans from others'. */
const FRAMES_TO_LINK = 8;
/** A device that repeats its frames (NbTrans, confirmed) does so within this, s. */
const REPEATS_S = 45;
/** However clear the match, our model of chance is no better than this. */
const LEAST_CHANCE = 1e-7;
/** A frame is given another time only when chance would do so to fewer than one in ten thousand. */
const MAX_CHANCE = 1e-4;
/** Of devices that repeat, so many first transmissions are lost for reasons of their own: ln of one in twenty. */
const REPEATED = Math.log(20);

interface Found extends OrphanMatch {
  readonly gatewayId: GatewayId;
}

/**
 * Looks for the preamble of this very transmission among those whose frames never decoded. When there is one, the
 * frame was sent then and delivered now, however perfect the oscillator that replayed it.
 */
export function testOrphans(
  state: DeviceTrust,
  frame: Frame,
  clock: ClockReading | undefined,
): OrphanResult | undefined {
  const { track, last } = state;
  const { uplink, atS } = frame;
  if (!track || !last || track.frames < FRAMES_TO_LINK) return undefined;
  if (uplink.modulation.kind !== "lora" || uplink.fCnt <= last.fCnt) return undefined;
  const { sf, bwHz } = uplink.modulation;
  const scheduled = scheduledTime(state, frame, clock);
  const found: Found[] = [];
  for (const [gatewayId, gateway] of frame.gateways) {
    if (gateway.orphans.orphans.length === 0) continue;
    const key = `sdr:${gatewayId}` as const;
    const receiverPpm = offsetAt(gateway.sdr, atS);
    const channel = `${uplink.freqHz}/${bwHz}`;
    const expected = expectedAt(track, { key, channel, receiverPpm }, atS);
    if (!expected) continue;
    const at = findOrphans(gateway.orphans, {
      frame: hashOf(uplink.deduplicationId),
      freqHz: uplink.freqHz,
      bwHz,
      sf,
      deliveredS: atS,
      notBeforeS: last.sentS + uplink.airtimeNs / 1e9,
      expectedPpm: expected.ppm,
      sdPpm: expected.sdPpm,
      scheduled,
    });
    for (const match of at) found.push({ ...match, gatewayId });
  }
  if (found.length === 0) return undefined;
  return resultOf(state, frame, found, scheduled !== undefined);
}

/** When the device was to send this frame, where its clock or habit is strict. */
function scheduledTime(
  { schedule }: DeviceTrust,
  { atS, elapsed }: Frame,
  clock: ClockReading | undefined,
): { readonly atS: number; readonly sdS: number } | undefined {
  const check = clock?.check;
  if (!check || !schedule || !isStrict(schedule)) return undefined;
  // A secret schedule without its slot's number in the payload: the nearest slot is where it arrived.
  if (schedule.kind === "hopping" && elapsed?.slot === undefined) return undefined;
  return { atS: atS - check.lateS, sdS: check.sdS };
}

function resultOf(
  { last, repeats, track, heldBack }: DeviceTrust,
  { uplink, atS, timing }: Frame,
  found: readonly Found[],
  isTold: boolean,
): OrphanResult {
  const repeated = repeats || uplink.confirmed;
  const lost = uplink.fCnt - last!.fCnt - 1;
  const transmissions = apart(found);
  const [first] = transmissions as [Found, ...Found[]];
  // Frames in between that were lost left orphans of their own: the newest is this frame's when each left one.
  const isClear = lost === 0 || isTold || (!repeated && transmissions.length === lost + 1);
  const isNewest = isClear && !isTold && lost > 0;
  const match = isNewest ? transmissions.at(-1)! : repeated ? first : bestOf(transmissions);
  const authenticated = match.orphan.proven && track!.authenticated;
  const delayS = atS - match.onsetS;
  const result = (weight: Finding["weight"], logBayes: number, note: string): Finding =>
    finding({ test: "orphan", note }, { weight, logBayes, authenticated });
  if (!isClear) {
    const note = `a preamble like this device's was heard ${seconds(delayS)} before, but ${lost} of its frames were lost`;
    return { timing, findings: [result("note", 0, note)], owned: [] };
  }
  const chance = match.expectedByChance;
  const logBayes = -Math.log(Math.max(LEAST_CHANCE, chance));
  const own = repeated && delayS < REPEATS_S;
  const note = own
    ? `its first transmission was heard ${seconds(delayS)} before`
    : `its preamble was heard ${seconds(delayS)} before it was delivered`;
  if (chance > MAX_CHANCE) {
    return { timing, findings: [result("soft", own ? 0 : logBayes, note)], owned: [] };
  }
  // Chance links one frame to an orphan, and hardly the next one, too.
  const telling = own ? result("soft", REPEATED, note) : result("hard", logBayes + heldBack, note);
  // A gateway without proof may date frames only where no gateway has proof.
  if (!match.orphan.proven && track!.authenticated) {
    return { timing, findings: [telling], owned: [] };
  }
  return {
    timing: movedTiming(timing, match, delayS),
    sentS: match.onsetS,
    heldBack: own ? undefined : logBayes,
    // What was sent at one time and delivered at another is not as it should be, however sure that is.
    findings: [{ ...telling, doubts: !own }],
    owned: found.map(({ gatewayId, orphan }) => ({ gatewayId, orphan })),
  };
}

/** A device that sends its frame once leaves one orphan: the one that chance explains least. */
function bestOf(transmissions: readonly Found[]): Found {
  return transmissions.reduce((best, one) =>
    one.expectedByChance < best.expectedByChance ? one : best,
  );
}

/** One of each transmission, oldest first: what several gateways heard at one time is one, and the surest counts. */
function apart(found: readonly Found[]): readonly Found[] {
  const transmissions: Found[] = [];
  for (const one of found.toSorted((a, b) => a.onsetS - b.onsetS)) {
    const before = transmissions.at(-1);
    if (!before || one.onsetS - before.onsetS > 0.05) {
      transmissions.push(one);
      continue;
    }
    const surest = one.onsetSdNs < before.onsetSdNs ? one : before;
    const expectedByChance = Math.min(one.expectedByChance, before.expectedByChance);
    transmissions[transmissions.length - 1] = { ...surest, expectedByChance };
  }
  return transmissions;
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
