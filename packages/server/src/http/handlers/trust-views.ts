import type {
  DeviceTrust as DeviceTrustShown,
  GatewayTrust as GatewayTrustShown,
} from "@lorats/api";
import { formatInstant, type DeviceId, type GatewayId } from "@lorats/base";
import type { StoredEvent } from "@lorats/events";
import type { DeviceView, GatewayView } from "@lorats/trust";

/** Seconds since the epoch as the API writes times. */
function timeOf(seconds: number): string {
  return formatInstant(BigInt(Math.round(seconds * 1e6)) * 1000n);
}

function signals(raised: DeviceView["signals"]): DeviceTrustShown["signals"] {
  return raised.map(({ code, sinceS }) => ({ code, since: timeOf(sinceS) }));
}

export function showDeviceTrust(deviceId: DeviceId, view: DeviceView): DeviceTrustShown {
  const { phase, frames, framesToLearn, updatedS, track, misses, schedule, probes } = view;
  const { sent, answeredNext, unanswered, lastBoundS } = probes;
  return {
    deviceId,
    phase,
    frames,
    framesToLearn,
    ...(updatedS !== undefined && { updatedAt: timeOf(updatedS) }),
    ...(track && {
      track: {
        ...track,
        temperature: track.temperature && { ...track.temperature },
        channels: [...track.channels],
        gateways: [...track.gateways],
      },
    }),
    misses: [...misses],
    ...(schedule && {
      schedule: {
        kind: schedule.kind,
        sdS: schedule.sdS,
        frames: schedule.frames,
        ...(schedule.periodS !== undefined && { periodS: schedule.periodS }),
        ...(schedule.nextS !== undefined && { nextAt: timeOf(schedule.nextS) }),
        ...(schedule.driftPpm !== undefined && { driftPpm: schedule.driftPpm }),
      },
    }),
    probes: { sent, answeredNext, unanswered, ...(lastBoundS !== undefined && { lastBoundS }) },
    paths: [...view.paths],
    signals: signals(view.signals),
  };
}

export function showGatewayTrust(gatewayId: GatewayId, view: GatewayView): GatewayTrustShown {
  const { updatedS, receiver, clock, orphans } = view;
  return {
    gatewayId,
    ...(updatedS !== undefined && { updatedAt: timeOf(updatedS) }),
    ...(receiver && { receiver }),
    ...(clock && {
      clock: {
        disciplined: clock.disciplined,
        steps: clock.steps,
        ...(clock.counterSdMs !== undefined && { counterSdMs: clock.counterSdMs }),
      },
    }),
    orphans: orphans.map(({ onsetS, freqHz, sf, ppm }) => ({
      onset: timeOf(onsetS),
      freqHz,
      sf,
      biasHz: (ppm * freqHz) / 1e6,
    })),
    signals: signals(view.signals),
  };
}

export function showLabel({ position, time, body }: Extract<StoredEvent, { type: "trust-label" }>) {
  const { label, deduplicationId, from, until, actor, note } = body;
  return {
    position,
    time: formatInstant(time),
    label,
    actor,
    ...(deduplicationId !== undefined && { deduplicationId }),
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
    ...(note !== undefined && { note }),
  };
}

export function showAssessment({
  position,
  tenantId,
  body,
}: Extract<StoredEvent, { type: "assessment" }>) {
  const { deviceId, deduplicationId, revision, rules, timing, trust } = body;
  return { position, tenantId, deviceId, deduplicationId, revision, rules, timing, trust };
}
