import { createHmac, createSecretKey } from "node:crypto";
import {
  type HmacSha256,
  type LtsPilot,
  type LtsReport,
  type LtsSighting,
  sealLtsReport,
} from "@lorats/backhaul";
import type { ConcentratorCounter } from "@lorats/backhaul";
import type { SampleClock } from "../clock/sample-clock.ts";
import { type Sighting, isDisturbed } from "../receiver/sighting.ts";

const NOTHING = new Uint8Array(0);
/** Without a fit the synchroniser's own resolution is claimed: two chips, one bin. */
const ROUGH_CHIPS = 2;

/** The gateway's key, ready to use. */
export function hmacWith(key: Uint8Array): HmacSha256 {
  const secret = createSecretKey(key);
  return (message) => new Uint8Array(createHmac("sha256", secret).update(message).digest());
}

/** What the SDR adds to a frame; null while the sample clock does not run. */
export function ltsReport(
  sighting: Sighting,
  clock: SampleClock,
  sampleRateHz: number,
): LtsReport | null {
  const time = clock.at(sighting.onsetSample);
  if (!time) return null;
  const { bwHz, sf, biasHz, driftHzPerS, clockPpm, clockSdPpm, snrDb, ambiguity } = sighting;
  const onsetSdSamples = sighting.onsetSdSamples ?? (ROUGH_CHIPS * sampleRateHz) / bwHz;
  const biasSdHz = sighting.biasSdHz ?? bwHz / 2 ** sf;
  return {
    onset: time.instant,
    onsetSdNs: rounded(Math.hypot(time.sdNs, (onsetSdSamples / sampleRateHz) * 1e9), 1),
    biasHz: rounded(biasHz, 3),
    biasSdHz: rounded(biasSdHz, 3),
    ...(driftHzPerS !== null && { driftHzPerS: rounded(driftHzPerS, 2) }),
    ...(clockPpm !== null && { clockPpm: rounded(clockPpm, 4) }),
    ...(clockSdPpm !== null && { clockSdPpm: rounded(clockSdPpm, 4) }),
    ...(snrDb !== null && { snrDb: rounded(snrDb, 1) }),
    ...(ambiguity && {
      ambiguity: {
        stepNs: rounded((ambiguity.stepSamples / sampleRateHz) * 1e9, 3),
        stepHz: rounded(ambiguity.stepHz, 6),
      },
    }),
    ...collisionOf(sighting),
  };
}

/** Nothing where nothing speaks for a collision. */
function collisionOf({ collision }: Sighting): Pick<LtsReport, "collision"> {
  if (!isDisturbed(collision)) return {};
  const { quality, powerStepDb, overlaps } = collision;
  return {
    collision: {
      overlaps: overlaps.length,
      ...(quality !== null && { quality: rounded(quality, 3) }),
      ...(powerStepDb !== null && { powerStepDb: rounded(powerStepDb, 1) }),
    },
  };
}

/** With the gateway's MAC when it has a key. */
export function sealed(
  report: LtsReport,
  phyPayload: Uint8Array,
  counter: ConcentratorCounter | undefined,
  hmac: HmacSha256 | null,
): LtsReport {
  return hmac ? sealLtsReport(report, { phyPayload, counter }, hmac) : report;
}

/** The gateway vouches for a pilot by its counter, where it has one. */
export function sealedPilot(pilot: LtsPilot, hmac: HmacSha256 | null): LtsPilot {
  const { tmst } = pilot;
  const counter = tmst === undefined ? undefined : ({ kind: "tmst", us: tmst } as const);
  return { ...pilot, ...sealed(pilot, NOTHING, counter, hmac) };
}

/** A preamble without a frame, as it travels beside the frames. */
export function orphanReport(
  sighting: Sighting,
  report: LtsReport,
  hmac: HmacSha256 | null,
): LtsSighting {
  const { freqHz, sf, bwHz } = sighting;
  return { ...sealed(report, NOTHING, undefined, hmac), freqHz, sf, bwHz };
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
