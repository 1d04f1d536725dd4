import type { AssessmentView } from "@lorats/api";

/** What a track is made of: an uplink has it, and so has an assessment. */
export interface Judged {
  /** RFC 3339. */
  readonly time: string;
  readonly evidence: AssessmentView["trust"]["evidence"];
  /** Suspect or replayed. */
  readonly isDoubted?: boolean;
}

/** The bias of one device at one gateway, oldest first. */
export interface BiasTrack {
  readonly gatewayId: string;
  /** Seconds since the Unix epoch. */
  readonly times: number[];
  readonly observed: number[];
  readonly doubted: boolean[];
  readonly expected: (number | null)[];
  readonly sd: (number | null)[];
}

/** The frequency evidence of frames (oldest first), one track for each gateway that measured. */
export function biasTracks(judged: readonly Judged[]): readonly BiasTrack[] {
  const tracks = new Map<string, BiasTrack>();
  for (const { time, evidence, isDoubted = false } of judged) {
    for (const { observedHz, expectedHz = null, sdHz = null, gatewayId = "?" } of evidence) {
      if (observedHz === undefined) continue;
      let track = tracks.get(gatewayId);
      if (!track) {
        track = { gatewayId, times: [], observed: [], doubted: [], expected: [], sd: [] };
        tracks.set(gatewayId, track);
      }
      track.times.push(Date.parse(time) / 1000);
      track.observed.push(observedHz);
      track.doubted.push(isDoubted);
      track.expected.push(expectedHz);
      track.sd.push(sdHz);
    }
  }
  return [...tracks.values()];
}

/** Assessments as they come from the API, newest first, to one for each frame, oldest first. */
export function newestRevisions(assessments: readonly AssessmentView[]): readonly AssessmentView[] {
  const newest = new Map<string, AssessmentView>();
  for (const one of assessments) {
    const known = newest.get(one.deduplicationId);
    if (!known || known.revision < one.revision) newest.set(one.deduplicationId, one);
  }
  return [...newest.values()].toSorted((a, b) => timeOf(a) - timeOf(b));
}

/** When a frame was heard, ms: charts show what came when it came. */
function timeOf({ timing }: Pick<AssessmentView, "timing">): number {
  return Date.parse(timing.deliveredAt ?? timing.time);
}
