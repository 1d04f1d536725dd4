import type { AlarmCode, AlarmSignal, Sighting } from "@lorats/events";
import { parseInstant } from "@lorats/base";
import { listened, withOrphan } from "../orphan/orphan-book.ts";
import { withoutStrangers } from "../signals/strangers.ts";
import type { GatewayTrust } from "../state/gateway-trust.ts";
import { isLikeAStep, NO_SHIFTS, noteCalm, noteShift } from "../track/common-shift.ts";
import { afterDeviation, afterPilot, movedBy, rateOf, type Receiver } from "../track/receiver.ts";
import type { ReceiverLesson } from "./judge-frame.ts";

/** Something to raise, or to end; who it is about is added by the caller. */
export type Sign = Pick<AlarmSignal, "state" | "severity" | "message"> & {
  readonly code: AlarmCode;
  readonly details?: Readonly<Record<string, unknown>>;
};

export interface GatewayStep {
  readonly state: GatewayTrust;
  readonly signs: readonly Sign[];
}

/** A cluster is over when no device was shifted for so long, s. */
const CALM_AFTER_S = 3600;

/** The gateway after a frame that it measured. @param device a hash */
export function gatewayAfterFrame(
  state: GatewayTrust,
  lesson: ReceiverLesson,
  device: number,
  nowS: number,
): GatewayStep {
  const quiet = withoutStrangers(state, nowS);
  const taught = afterMeasure(quiet.state, lesson, device, nowS);
  return quiet.signs.length === 0
    ? taught
    : { state: taught.state, signs: [...quiet.signs, ...taught.signs] };
}

function afterMeasure(
  state: GatewayTrust,
  lesson: ReceiverLesson,
  device: number,
  nowS: number,
): GatewayStep {
  const { instrument, errorPpm, sdPpm, outside, gateways } = lesson;
  const { receiver, jumped } = afterDeviation(
    state[instrument],
    { device, errorPpm, sdPpm, nowS },
    outside && isLikeAStep(state.shifts, lesson, device, nowS),
  );
  if (!outside) {
    const shifts = noteCalm(state.shifts, device);
    const calm = endClusters({ ...state, [instrument]: receiver, shifts }, nowS);
    const drift = noteDrift(calm.state, receiver, nowS);
    return { state: drift.state, signs: [...calm.signs, ...drift.signs] };
  }
  const shift = { device, errorPpm, sdPpm, atS: nowS, seenElsewhere: gateways > 1, jumped };
  const { book, cluster } = noteShift(state.shifts, shift);
  const next = { ...state, [instrument]: receiver, shifts: book };
  if (!cluster) return { state: next, signs: [] };
  const known = state.raised[cluster.kind] !== undefined;
  const raised = { ...state.raised, [cluster.kind]: state.raised[cluster.kind] ?? nowS };
  const ppm = cluster.shiftPpm.toFixed(2);
  const message =
    cluster.kind === "one-replayer"
      ? `frames of ${cluster.devices} devices are shifted by the same ${ppm} ppm: one radio replays them`
      : `all ${cluster.devices} devices shifted by the same ${ppm} ppm: the receiver's oscillator stepped, or everything is replayed`;
  const sign: Sign = {
    code: cluster.kind,
    state: "raised",
    severity: "critical",
    message,
    details: { shiftPpm: cluster.shiftPpm, devices: cluster.devices },
  };
  return { state: { ...next, raised }, signs: known ? [] : [sign] };
}

/** A drift that is surely one, and surely over; in ppm/h what is worth a word. */
const DRIFTS = 0.95;
const RESTS = 0.1;
const NOTABLE_PPM_PER_H = 0.2;

/** People hear of a receiver that drifts: its devices go with it, and so would they if a radio replayed them all. */
function noteDrift(state: GatewayTrust, receiver: Receiver, nowS: number): GatewayStep {
  const since = state.raised["receiver-drift"];
  const rate = rateOf(receiver);
  if (since === undefined) {
    if (receiver.drift < DRIFTS || Math.abs(rate) < NOTABLE_PPM_PER_H) return { state, signs: [] };
    const message = `all devices drift by ${rate.toFixed(1)} ppm/h together: the receiver's oscillator, or everything is replayed by a radio that drifts`;
    const raised = { ...state.raised, "receiver-drift": nowS };
    const sign = { code: "receiver-drift", state: "raised", severity: "warning", message } as const;
    return { state: { ...state, raised }, signs: [sign] };
  }
  if (receiver.drift > RESTS) return { state, signs: [] };
  const { "receiver-drift": _, ...raised } = state.raised;
  const message = "the receiver stands still again";
  const sign = { code: "receiver-drift", state: "ended", severity: "info", message } as const;
  return { state: { ...state, raised }, signs: [sign] };
}

function endClusters(state: GatewayTrust, nowS: number): GatewayStep {
  const newest = state.shifts.shifted.reduce((latest, { atS }) => Math.max(latest, atS), 0);
  if (nowS - newest < CALM_AFTER_S) return { state, signs: [] };
  return withoutClusters(state, "devices are in place again");
}

/** Ends what common shifts raised. @param message why */
function withoutClusters(state: GatewayTrust, message: string): GatewayStep {
  const active = (["one-replayer", "receiver-step"] as const).filter(
    (code) => state.raised[code] !== undefined,
  );
  if (active.length === 0) return { state, signs: [] };
  const raised = { ...state.raised };
  for (const code of active) delete raised[code];
  const signs = active.map((code): Sign => ({ code, state: "ended", severity: "info", message }));
  return { state: { ...state, raised }, signs };
}

/** The gateway after somebody said that the shift which all devices showed is its receiver's: tracks go with it. */
export function gatewayAfterReEnrolment(state: GatewayTrust): GatewayStep {
  const shifts = state.shifts.shifted.map(({ errorPpm }) => errorPpm).toSorted((a, b) => a - b);
  const shiftPpm = shifts[shifts.length >> 1] ?? 0;
  const instrument = state.sdr.atS >= state.concentrator.atS ? "sdr" : "concentrator";
  const moved = {
    ...state,
    [instrument]: movedBy(state[instrument], shiftPpm),
    shifts: NO_SHIFTS,
  };
  return withoutClusters(moved, "a person says that its receiver moved");
}

/** The gateway after a preamble without a frame. Times and frequencies that cannot be are left out. */
export function gatewayAfterSighting(state: GatewayTrust, sighting: Sighting): GatewayStep {
  const { kind, lts, freqHz, bwHz, sf, arrivedAt } = sighting;
  const ppm = (lts.biasHz / freqHz) * 1e6;
  const arrivedS = Number(parseInstant(arrivedAt)) / 1e9;
  if (!(Math.abs(ppm) < 150)) return { state, signs: [] };
  if (kind !== "orphan") {
    const { receiver, steppedPpm } = afterPilot(state.sdr, ppm, arrivedS);
    const next = { ...state, sdr: receiver };
    if (steppedPpm === undefined) return { state: next, signs: [] };
    const message = `pilots show that the receiver's oscillator stepped by ${steppedPpm.toFixed(2)} ppm; tracks went with it`;
    return {
      state: next,
      signs: [
        { code: "receiver-step", state: "raised", severity: "warning", message },
        {
          code: "receiver-step",
          state: "ended",
          severity: "info",
          message: "tracks follow the new place",
        },
      ],
    };
  }
  const onsetS = Number(parseInstant(lts.onset)) / 1e9;
  // An onset that lies in the future, or far back, is a clock's fault or a lie.
  if (onsetS > arrivedS + 10 || onsetS < arrivedS - 86_400) return { state, signs: [] };
  const orphan = {
    onsetS,
    onsetSdNs: lts.onsetSdNs,
    ppm,
    sdPpm: Math.max(1e-4, (lts.biasSdHz / freqHz) * 1e6),
    freqHz,
    bwHz,
    sf,
    proven: sighting.authentication !== "none",
    ambiguous: lts.ambiguity !== undefined,
    frame: 0,
  };
  const orphans = withOrphan(listened(state.orphans, arrivedS), orphan);
  return { state: { ...state, orphans }, signs: [] };
}
