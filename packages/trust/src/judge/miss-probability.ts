import type { Miss } from "@lorats/events";
import { ANCHOR_ALARM, anchorSdPpm } from "../track/slow-checks.ts";
import type { BiasTrack } from "../track/bias-track.ts";
import type { ReceiverOffset } from "../track/frame-bias.ts";
import { missed, quantile, type Tails } from "../track/heavy-tails.ts";
import { PAPER_THRESHOLD_HZ } from "../track/paper.ts";
import { followShare } from "../track/receiver.ts";
import type { DeviceTrust } from "../state/device-trust.ts";
import { normalTail } from "../statistics/tails.ts";
import { significant } from "../statistics/significant.ts";
import {
  BIAS_ATTACKERS,
  DELAY_WITHOUT_BIAS_S,
  MASS_REPLAY_PPM,
  RAMP_PPM,
} from "../verdict/attackers.ts";
import type { BiasResult } from "./bias-test.ts";
import type { ClockReading } from "./device-clock.ts";
import type { Frame } from "./frame.ts";

/** What the attackers are held against. */
export interface MissContext {
  readonly track: BiasTrack;
  readonly schedule: DeviceTrust["schedule"];
  readonly bias: BiasResult;
  readonly receiver: ReceiverOffset;
  readonly clock: ClockReading | undefined;
  /** What a single test of this frame may cost in false alarms. */
  readonly alpha: number;
}

/** How often each class of attackers would have passed this frame's tests without an alarm. */
export function missProbabilities(frame: Frame, context: MissContext): Miss[] {
  const { track, bias } = context;
  const at = { ...bias.comparison, bound: boundOf(frame, context), atS: frame.atS };
  return [
    ...missedByTrack(track, at),
    missOf(`mass-replay-${MASS_REPLAY_PPM}ppm`, missedMassReplay(context, at)),
    missOf(`delay-${DELAY_WITHOUT_BIAS_S}s-without-bias`, missedDelay(context)),
  ];
}

/** Where a device's frame is expected, and how far out an alarm begins. */
export interface Expected {
  readonly sdPpm: number;
  readonly tails: Tails;
  /** σ */
  readonly bound: number;
  readonly atS: number;
}

/** How often attackers would pass who are seen by the device's own track alone. */
export function missedByTrack(track: BiasTrack, expected: Expected): Miss[] {
  return [
    ...BIAS_ATTACKERS.map(({ name, extraPpm }) => missOf(name, missedBias(expected, extraPpm))),
    missOf(`ramp-${RAMP_PPM}ppm`, missedRamp(track, expected.atS)),
  ];
}

function missedBias({ tails, bound, sdPpm }: Expected, extraPpm: number): number {
  return missed(tails, bound, extraPpm / sdPpm);
}

/** How far out an alarm begins, σ. */
function boundOf({ policy, uplink }: Frame, { bias, alpha }: MissContext): number {
  const { tails, sdPpm } = bias.comparison;
  return policy.mode === "track"
    ? quantile(tails, alpha)
    : (PAPER_THRESHOLD_HZ * 1e6) / uplink.freqHz / sdPpm;
}

function missOf(attacker: string, probability: number): Miss {
  return { attacker, probability: significant(Math.max(0, Math.min(1, probability)), 3) };
}

/** What crept there frame by frame is followed by the track: the anchor of the last weeks alone can tell. */
function missedRamp({ checks }: BiasTrack, atS: number): number {
  const sdPpm = anchorSdPpm(checks, atS);
  if (sdPpm === undefined) return 1;
  const away = RAMP_PPM / sdPpm;
  return 1 - normalTail(ANCHOR_ALARM - away) - normalTail(ANCHOR_ALARM + away);
}

/** One radio replays all devices: what the receiver's own model takes for its movement is seen by no device's track. */
function missedMassReplay({ bias, receiver }: MissContext, expected: Expected): number {
  const followed = bias.bias.used.map((reading) =>
    followShare(receiver(reading), MASS_REPLAY_PPM, expected.sdPpm),
  );
  const most = Math.max(...followed);
  return most + (1 - most) * missedBias(expected, MASS_REPLAY_PPM);
}

/** So far out a schedule raises an alarm by default, σ. */
const SCHEDULE_ALARM = 6;

function missedDelay({ schedule, clock }: MissContext): number {
  const sdS = clock?.check?.sdS;
  // A habit alone never proves a delay.
  if (sdS === undefined || schedule?.kind === "periodic") return 1;
  return 1 - normalTail(SCHEDULE_ALARM - DELAY_WITHOUT_BIAS_S / sdS);
}
