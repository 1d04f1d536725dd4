import type { Instant, Result } from "@lorats/base";
import type { HeardBy, ModulationBody, Place, RadioIdentity } from "@lorats/events";
import type { z } from "zod";

/** Something that came from the other side, before anything is made of it. */
export interface Inbound {
  /** The rest of the URL's path, or the topic. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** JSON where it was JSON, otherwise text. */
  readonly body: unknown;
}

/** What a device said, in our words; who it is to us is found out later. */
export interface Observed {
  readonly identity: RadioIdentity;
  /** Where the other side knows it: 16 lower-case hexadecimal digits. */
  readonly devEui?: string | undefined;
  readonly name?: string | undefined;
  /** Tells two messages of one device apart, and one message that comes twice not. Absent: each counts as a new one. */
  readonly messageId?: string | undefined;
  readonly heardAt?: Instant | undefined;
  readonly fCnt?: number | undefined;
  readonly fPort?: number | undefined;
  readonly confirmed?: boolean | undefined;
  readonly payload?: Uint8Array | undefined;
  readonly object?: Readonly<Record<string, unknown>> | undefined;
  readonly freqHz?: number | undefined;
  readonly modulation?: ModulationBody | undefined;
  readonly heardBy: readonly HeardBy[];
  readonly place?: Place | undefined;
}

/** One request of a backfill: a GET. */
export interface PullRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How to fetch what was missed, where the other side keeps it. */
export interface Pull<Settings> {
  /** Undefined when the settings do not say where to ask. `page` is what the answer before said to go on with. */
  request(
    settings: Settings,
    secret: string,
    from: Instant,
    page: string | undefined,
  ): PullRequest | undefined;
  /** What an answer holds, and how to go on; without `next` it was the last. */
  read(
    body: string,
    settings: Settings,
  ): Result<{ readonly observed: readonly Observed[]; readonly next?: string | undefined }>;
}

/** Where a connector subscribes. */
export interface Subscription {
  readonly url: string;
  readonly username?: string | undefined;
  readonly topics: readonly string[];
}

/**
 * A kind of connector: one file in `kinds/` and a line in `CONNECTOR_KINDS`. It only translates; who may bring something, and
 * that nothing is lost or kept twice, is the same for all.
 */
export interface ConnectorKind<Settings = Readonly<Record<string, unknown>>> {
  readonly kind: string;
  /** One sentence for people. */
  readonly title: string;
  /** Everything that is not secret; unknown fields are refused. */
  readonly settings: z.ZodType<Settings>;
  /** What it says, nothing for what does not concern us (a join, a status). Refusals name what is wrong. */
  read(inbound: Inbound, settings: Settings): Result<readonly Observed[]>;
  /** Undefined when the settings do not name a broker. */
  subscription?(settings: Settings): Subscription | undefined;
  readonly pull?: Pull<Settings>;
}
