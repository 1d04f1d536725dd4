import type { Instant } from "@lorats/base";
import type { Location, Place } from "@lorats/events";

/** A gateway of known place that heard the frame. */
export interface Hearing {
  readonly place: Place;
  readonly rssiDbm: number;
  readonly snrDb?: number | undefined;
  /** When it arrived there, by a clock that all gateways with the same kind of time share; ns since 1970. */
  readonly arrival?: Arrival | undefined;
}

export interface Arrival {
  /** Marks another moment of the frame: times of two kinds are not compared. */
  readonly kind: "sdr" | "fine";
  readonly atNs: bigint;
  readonly sdNs: number;
}

/** What is known of one frame. */
export interface LocationEvidence {
  readonly freqHz: number;
  /** What the payload says. */
  readonly object?: Readonly<Record<string, unknown>> | undefined;
  /** What somebody else's network says of the place. */
  readonly told?: Place | undefined;
  readonly hearings: readonly Hearing[];
}

/** Where a device was. */
export interface Fix {
  /** `uncertaintyM` is the root mean square of the horizontal distance to the truth, as it is claimed. */
  readonly place: Place & { readonly uncertaintyM: number };
  /** Gateways that it rests on. */
  readonly gateways: number;
}

/** Where a device was the last time that somebody said so. */
export interface Known extends Fix {
  readonly source: LocationResolver["name"];
  readonly time: Instant;
}

/** One way to know where a device is. */
export interface LocationResolver {
  /** Also where the location comes from, in the event. */
  readonly name: Location["source"];
  /** Raised whenever it makes something else of the same evidence. */
  readonly version: number;
  /** Undefined where the evidence says nothing to it. */
  resolve(evidence: LocationEvidence): Promise<Fix | undefined>;
  /**
   * Where asking costs much: would a device leave such evidence that stayed where it was known to be, and would a fix be no better?
   * Then nobody needs to ask.
   */
  readonly isExpected?: (evidence: LocationEvidence, known: Known) => boolean;
}
