import type { GatewayId } from "@lorats/base";
import type { Timing, Trust } from "@lorats/events";
import { frameAlpha } from "../policy.ts";
import type { DeviceTrust } from "../state/device-trust.ts";
import { followTemperature } from "../track/body-temperature.ts";
import type { ReceiverOffset } from "../track/frame-bias.ts";
import type { Reading } from "../track/reading.ts";
import { type Movement, movementOf, NEW_RECEIVER } from "../track/receiver.ts";
import { explain } from "../verdict/explain.ts";
import { alphaOfATest, judge } from "../verdict/verdict.ts";
import { type BiasResult, testBias } from "./bias-test.ts";
import { type Hopping, readClock } from "./device-clock.ts";
import type { Frame } from "./frame.ts";
import { learnAll } from "./learn-frame.ts";
import { missProbabilities } from "./miss-probability.ts";
import { type OrphanResult, testOrphans } from "./orphan-test.ts";
import { testArrivals, testPath, testProbes, testSchedule } from "./other-tests.ts";
import { testClock, testCollision, testDrift } from "./sdr-tests.ts";
import { type Finding, finding } from "../verdict/finding.ts";

/** What a frame tells about the receivers that heard it. */
export interface ReceiverLesson {
  readonly gatewayId: GatewayId;
  readonly instrument: Reading["instrument"];
  readonly errorPpm: number;
  readonly sdPpm: number;
  /** The frame lies beside its device's track. */
  readonly outside: boolean;
  readonly gateways: number;
}

export interface Judgement {
  readonly state: DeviceTrust;
  readonly timing: Timing;
  readonly trust: Trust;
  readonly lessons: readonly ReceiverLesson[];
  /** Orphans that are this frame's transmissions. */
  readonly owned: OrphanResult["owned"];
}

/**
 * Judges one frame of a device and learns from it: `(state, frame) → {state, timing, trust}`. HOT PATH.
 *
 * Nothing is learnt from a frame that is judged suspect or replayed, from one that came out of order, or from gateways
 * without proof when there are others.
 */
export function judgeFrame(state: DeviceTrust, frame: Frame, hopping?: Hopping): Judgement {
  const { policy, uplink } = frame;
  const alpha = frameAlpha(policy, state.meanIntervalS);
  const receiver = receiverOffsets(frame);
  const { track } = state;
  const temperature = followTemperature(track?.temperature, frame.temperatureC, frame.atS);
  const clock = readClock(state, frame, hopping);
  const orphan = testOrphans(state, frame, clock);
  const original = orphan?.sentS !== undefined;
  const bias =
    track &&
    testBias(frame, {
      track,
      receiver,
      temperature,
      alpha,
      joined: state.joined,
      lastPpm: state.last?.ppm,
      original,
    });
  const findings: Finding[] = [
    ...(bias?.findings ?? []),
    ...clusterFindings(frame, bias),
    ...testClock(state, frame),
    ...testDrift(state, frame),
    ...testCollision(frame),
    ...testPath(state, frame),
    ...testArrivals(state, frame),
    ...testSchedule(state, clock?.check),
    ...testProbes(state),
    ...(orphan?.findings ?? []),
    ...impossibilities(state, frame),
  ];
  const learnt = track?.frames ?? 0;
  const supervised = frame.atS < state.attackFreeUntilS;
  const learning = learnt < (supervised ? 8 : policy.framesToLearn);
  const judged = supervised
    ? { verdict: "unverified" as const, evidence: findings.map(({ evidence }) => evidence) }
    : judge(findings, { alpha, learning });
  const missProbability =
    bias &&
    track &&
    !learning &&
    missProbabilities(frame, {
      track,
      schedule: state.schedule,
      bias,
      receiver,
      clock,
      alpha: alphaOfATest(findings, alpha),
    });
  const trust: Trust = {
    ...judged,
    ...(missProbability && { missProbability }),
    explanation: explain(
      judged.verdict,
      findings,
      learning ? { frames: learnt, of: policy.framesToLearn } : undefined,
    ),
  };
  // What an orphan dated back was held back, whatever its verdict: nothing is learnt from it.
  const calm = judged.verdict === "genuine" || judged.verdict === "unverified";
  const taken = supervised || (calm && !original);
  const inOrder = uplink.freshness !== "late" && frame.atS >= (state.last?.sentS ?? 0);
  const next = inOrder
    ? learnAll(state, frame, {
        taken,
        supervised,
        learning,
        receiver,
        temperature,
        bias,
        clock,
        original,
        heldBack: orphan?.heldBack,
        sentS: orphan?.sentS ?? frame.atS,
      })
    : state;
  return {
    state: next,
    timing: orphan?.timing ?? frame.timing,
    trust,
    lessons: inOrder && bias ? lessonsOf(bias, taken && !bias.outside) : [],
    owned: orphan?.owned ?? [],
  };
}

/** How far each receiver moved since its gauge was set. */
function receiverOffsets({ gateways, atS }: Frame): ReceiverOffset {
  const known: { readonly reading: Reading; readonly movement: Movement }[] = [];
  return (reading) => {
    for (const one of known) if (one.reading === reading) return one.movement;
    const { gatewayId, instrument } = reading;
    const movement = movementOf(gateways.get(gatewayId)?.[instrument] ?? NEW_RECEIVER, atS);
    known.push({ reading, movement });
    return movement;
  };
}

/** What several devices' shifts have in common says more than each of them. */
function clusterFindings({ gateways }: Frame, bias: BiasResult | undefined): Finding[] {
  if (!bias?.outside) return [];
  const found: Finding[] = [];
  for (const { gatewayId } of bias.bias.used) {
    const raised = gateways.get(gatewayId)?.raised ?? {};
    if (raised["one-replayer"] !== undefined) {
      const note = "other devices at this gateway are shifted alike: one radio replays them";
      found.push(
        finding(
          { test: "one-replayer", gatewayId, note },
          { weight: "soft", logBayes: 3, authenticated: false },
        ),
      );
    }
    if (raised["receiver-step"] !== undefined) {
      const note = "all devices at this gateway shifted alike: its oscillator may have stepped";
      found.push(
        finding(
          { test: "receiver-step", gatewayId, note },
          { weight: "note", authenticated: false },
        ),
      );
    }
  }
  return found;
}

/** Frames that no device can have sent. */
function impossibilities({ last }: DeviceTrust, { uplink, atS, timing }: Frame): Finding[] {
  if (!last || uplink.fCnt <= last.fCnt || uplink.freshness === "late") return [];
  const apartS = atS - last.sentS;
  const slackS = 6 * (timing.sdNs / 1e9) + 0.05;
  if (apartS + slackS >= 0) return [];
  const note = `sent ${(-apartS).toFixed(1)} s before the frame that it follows`;
  return [
    finding(
      { test: "impossible-order", note },
      { weight: "soft", logBayes: 6, authenticated: false },
    ),
  ];
}

function lessonsOf(
  { bias, errorPpm, comparison, outside }: BiasResult,
  calm: boolean,
): ReceiverLesson[] {
  return bias.used.map(({ gatewayId, instrument }) => ({
    gatewayId,
    instrument,
    errorPpm,
    sdPpm: comparison.sdPpm,
    outside: outside || !calm,
    gateways: bias.used.length,
  }));
}
