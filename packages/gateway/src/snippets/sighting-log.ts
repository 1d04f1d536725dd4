import { type Instant, formatInstant, toHex } from "@lorats/base";
import type { LtsReport } from "@lorats/backhaul";
import type { Sighting } from "../receiver/sighting.ts";

/** What was seen and reported, with enough to find its samples. */
export interface LoggedSighting {
  readonly id: number;
  readonly sighting: Sighting;
  readonly report: LtsReport;
  /** The stream that it was seen in. */
  readonly stream: number;
}

/** A sighting in words for programs. */
export interface SightingSummary {
  readonly id: number;
  readonly kind: Sighting["kind"];
  readonly onset: string;
  readonly onsetSdNs: number;
  readonly freqHz: number;
  readonly channel: number;
  readonly sf: number;
  readonly bwHz: number;
  readonly biasHz: number;
  readonly biasSdHz: number;
  readonly driftHzPerS?: number;
  readonly snrDb?: number;
  readonly powerDbfs?: number;
  /** Absent where it was destroyed. */
  readonly syncWord?: number;
  /** Share of the preamble's power that one transmitter explains. */
  readonly quality?: number;
  /** Largest lasting change of the channel's power within it. */
  readonly powerStepDb?: number;
  /** Other preambles within the frame. */
  readonly overlaps: number;
  /** In hexadecimal, where it was decoded. */
  readonly phyPayload?: string;
}

/** The nearest in time within this is meant. */
const REACH_NS = 1_000_000n;

/** The latest sightings, by number and by what a server knows of them. */
export class SightingLog {
  readonly #most: number;
  #entries: LoggedSighting[] = [];
  #next = 1;

  constructor(most: number) {
    this.#most = most;
  }

  add(sighting: Sighting, report: LtsReport, stream: number): void {
    this.#entries.push({ id: this.#next++, sighting, report, stream });
    if (this.#entries.length > 1.25 * this.#most) this.#entries = this.#entries.slice(-this.#most);
  }

  get(id: number): LoggedSighting | null {
    return this.#entries.find((entry) => entry.id === id) ?? null;
  }

  /** The one with this onset, as it was reported, on this channel. */
  find(onset: Instant, freqHz: number, sf: number): LoggedSighting | null {
    let best: LoggedSighting | null = null;
    let least = REACH_NS;
    for (const entry of this.#entries) {
      const { sighting, report } = entry;
      if (sighting.freqHz !== freqHz || sighting.sf !== sf) continue;
      const apart = report.onset > onset ? report.onset - onset : onset - report.onset;
      if (apart < least) [best, least] = [entry, apart];
    }
    return best;
  }

  /** Newest first. */
  latest(limit: number): SightingSummary[] {
    return this.#entries.slice(-limit).toReversed().map(summary);
  }
}

export function summary({ id, sighting, report }: LoggedSighting): SightingSummary {
  const { kind, freqHz, channel, sf, bwHz, syncWord, powerDbfs, payload, collision } = sighting;
  const { onset, onsetSdNs, biasHz, biasSdHz, driftHzPerS, snrDb } = report;
  return {
    id,
    kind,
    onset: formatInstant(onset),
    onsetSdNs,
    freqHz,
    channel,
    sf,
    bwHz,
    biasHz,
    biasSdHz,
    ...(driftHzPerS !== undefined && { driftHzPerS }),
    ...(snrDb !== undefined && { snrDb }),
    ...(powerDbfs !== null && { powerDbfs: Number(powerDbfs.toFixed(1)) }),
    ...(syncWord !== null && { syncWord }),
    ...(collision.quality !== null && { quality: Number(collision.quality.toFixed(3)) }),
    ...(collision.powerStepDb !== null && {
      powerStepDb: Number(collision.powerStepDb.toFixed(1)),
    }),
    overlaps: collision.overlaps.length,
    ...(payload && { phyPayload: toHex(payload) }),
  };
}
