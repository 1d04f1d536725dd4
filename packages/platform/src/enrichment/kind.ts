import type { Instant, Result } from "@lorats/base";
import type { Place } from "@lorats/events";
import type { z } from "zod";

export type ExternalValues = Readonly<Record<string, unknown>>;

/** When an answer came, and how long it is to hold. */
export interface Span {
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * A kind of enrichment source: one file in `kinds/` and a line in `ENRICHMENT_KINDS`. It only translates; when it is asked, that
 * answers are kept in the log, and who is enriched with them is the same for all.
 */
export interface EnrichmentKind<Settings = Readonly<Record<string, unknown>>> {
  readonly kind: string;
  /** One sentence for people. */
  readonly title: string;
  /** Everything that is not secret; unknown fields are refused. */
  readonly settings: z.ZodType<Settings>;
  /** Reading an answer may take long, or for ever: it is done in a thread of its own, and ended when it takes too long. */
  readonly readsLong: boolean;
  /** An answer longer than this is none. */
  readonly maxBytes: number;
  /**
   * Where a source is asked about, for a device that was last there; at most 64 characters. Undefined when it has to be known where a device
   * is. What needs no device is asked all the time.
   */
  spot(settings: Settings, place: Place | undefined): string | undefined;
  /** What to GET. @throws {CallerError} when it is no address */
  request(settings: Settings, spot: string, secret: string | undefined): URL;
  /** What to keep of an answer: JSON-native. Refusals name what is wrong. */
  read(body: string, settings: Settings, span: Span): Result<ExternalValues>;
  /** What that says at a time. The same gives the same again. */
  at(kept: ExternalValues, time: Instant): ExternalValues;
}
