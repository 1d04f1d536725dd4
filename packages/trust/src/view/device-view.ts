import type { GatewayId } from "@lorats/base";
import { frameAlpha, type TrustPolicy } from "../policy.ts";
import type { DeviceTrust } from "../state/device-trust.ts";
import { type BiasTrack, isStepped, place } from "../track/bias-track.ts";
import { gatewayOfLink, instrumentOfLink } from "../track/gauge.ts";
import { slopeOf, tailsOf, temperatureOf } from "../track/bank-views.ts";
import { predict } from "../track/filter-bank.ts";
import { missedByTrack } from "../judge/miss-probability.ts";
import { quantile } from "../track/heavy-tails.ts";
import { alphaOfATest } from "../verdict/verdict.ts";

/** The usual channel where a track has none yet, Hz. */
const USUAL_HZ = 868_100_000;

/** What people may want to see of a device; times in s since the epoch. */
export interface DeviceView {
  readonly phase: "learning" | "ready" | "stepped";
  readonly frames: number;
  readonly framesToLearn: number;
  readonly updatedS?: number | undefined;
  readonly track?: TrackView | undefined;
  readonly misses: readonly { readonly attacker: string; readonly probability: number }[];
  readonly schedule?:
    | {
        readonly kind: "periodic" | "hopping" | "tick";
        readonly periodS?: number | undefined;
        readonly nextS?: number | undefined;
        readonly sdS: number;
        readonly driftPpm?: number | undefined;
        readonly frames: number;
      }
    | undefined;
  readonly probes: DeviceTrust["probes"];
  readonly paths: readonly {
    gatewayId: GatewayId;
    share: number;
    rssiDbm: number;
    rssiSdDb: number;
  }[];
  readonly signals: readonly { readonly code: string; readonly sinceS: number }[];
}

export interface TrackView {
  readonly biasPpm: number;
  readonly biasHz: number;
  readonly sdPpm: number;
  readonly slopePpmPerHour: number;
  readonly anchorPpm: number;
  readonly anchorSdPpm: number;
  readonly cusum: number;
  readonly temperature?:
    | { readonly ppmPerC: number; readonly sdPpmPerC: number; readonly lagS: number }
    | undefined;
  readonly channels: readonly { freqHz: number; bwHz: number; residualHz: number; sdHz: number }[];
  readonly gateways: readonly {
    gatewayId: GatewayId;
    instrument: "sdr" | "concentrator";
    offsetPpm: number;
    sdPpm: number;
    frames: number;
  }[];
}

export function deviceView(state: DeviceTrust, policy: TrustPolicy, nowS: number): DeviceView {
  const { track, last, schedule, probes, path, signs } = state;
  const frames = track?.frames ?? 0;
  const isReady = frames >= policy.framesToLearn;
  return {
    phase: track && isStepped(track) ? "stepped" : isReady ? "ready" : "learning",
    frames,
    framesToLearn: policy.framesToLearn,
    updatedS: last?.sentS,
    track: track && trackView(track, nowS),
    misses: track && isReady ? missesOf(track, frameAlpha(policy, state.meanIntervalS), nowS) : [],
    schedule: schedule && {
      kind: schedule.kind,
      ...(schedule.kind === "periodic" && {
        periodS: schedule.rate,
        nextS: schedule.atS + schedule.rate,
      }),
      ...(schedule.kind !== "periodic" && { driftPpm: (schedule.rate - 1) * 1e6 }),
      sdS: Math.sqrt(schedule.scatterS2),
      frames: schedule.frames,
    },
    probes,
    paths: path.map(({ gatewayId, share, rssiDbm, rssiDb2 }) => ({
      gatewayId,
      share,
      rssiDbm,
      rssiSdDb: Math.sqrt(rssiDb2),
    })),
    signals: Object.entries(signs.raised).map(([code, sinceS]) => ({ code, sinceS })),
  };
}

function trackView(track: BiasTrack, nowS: number): TrackView {
  const { meanPpm, sdPpm } = place(track, nowS);
  const { up, down, anchorPpm, spreadPpm2 } = track.checks;
  const freqHz = Number(track.channels.at(-1)?.key.split("/")[0] ?? USUAL_HZ);
  return {
    biasPpm: meanPpm,
    biasHz: (meanPpm * freqHz) / 1e6,
    sdPpm,
    slopePpmPerHour: slopeOf(track.bank),
    anchorPpm,
    anchorSdPpm: Math.sqrt(spreadPpm2),
    cusum: up >= down ? up : -down,
    temperature: track.temperature && temperatureOf(track.bank),
    channels: track.channels.map(({ key, meanPpm: residual, variancePpm2 }) => {
      const [hz, bwHz] = key.split("/").map(Number) as [number, number];
      return {
        freqHz: hz,
        bwHz,
        residualHz: (residual * hz) / 1e6,
        sdHz: (Math.sqrt(variancePpm2) * hz) / 1e6,
      };
    }),
    gateways: track.links.map(({ key, meanPpm: offsetPpm, variancePpm2, frames }) => ({
      gatewayId: gatewayOfLink(key),
      instrument: instrumentOfLink(key),
      offsetPpm,
      sdPpm: Math.sqrt(variancePpm2),
      frames,
    })),
  };
}

function missesOf(track: BiasTrack, alpha: number, nowS: number): DeviceView["misses"] {
  const hours = Math.max(0, nowS - track.lastS) / 3600;
  const { sdPpm } = predict(track.bank, { hours, noisePpm2: 0, bodyC: track.temperature?.bodyC });
  const tails = tailsOf(track.bank);
  const bound = quantile(tails, alphaOfATest([], alpha));
  return missedByTrack(track, { sdPpm, tails, bound, atS: nowS });
}
