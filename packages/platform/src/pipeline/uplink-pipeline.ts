import {
  fromBase64,
  parseInstant,
  RecentMap,
  type ApplicationId,
  type DeviceId,
  type Instant,
} from "@lorats/base";
import {
  contentOf,
  type Cursor,
  type EventLog,
  type EventType,
  type StoredEvent,
} from "@lorats/events";
import { codecVersion, type DecodeOutcome, type PayloadCodecs } from "../codecs/payload-codecs.ts";
import type { DeviceCard, Directory } from "../delivery/directory.ts";
import type { External, ExternalData } from "../enrichment/known.ts";
import { CLEAN_VERSION } from "./clean.ts";
import { ENRICH_VERSION, saidBy, withExternal } from "./enrich.ts";

type Stored<T extends EventType> = Extract<StoredEvent, { type: T }>;

/** What a frame says, whichever way it came. */
interface DerivedPayload {
  readonly card: DeviceCard;
  readonly applicationId: ApplicationId;
  /** Names the frame: the same when it is worked out again. */
  readonly frame: string;
  /** When it was sent, as well as it is known. */
  readonly time: Instant;
  /** Absent without a codec, and for frames that are kept without effects. */
  readonly decoded: DecodeOutcome | undefined;
  /** What the device says by them. */
  readonly said: Readonly<Record<string, unknown>> | undefined;
  /** The same with what sources outside say: what everybody is told. */
  readonly object: Readonly<Record<string, unknown>> | undefined;
  /** Which versions of which stages made it, such as `javascript@1f0c…;clean@1`. */
  readonly madeBy: string;
}

/** An assessed uplink of our own network. */
interface OwnFrame {
  readonly kind: "uplink";
  readonly assessment: Stored<"assessment">;
  readonly uplink: Stored<"uplink">;
}

/** What somebody else's network brought. */
interface ForeignFrame {
  readonly kind: "observation";
  readonly observation: Stored<"observation">;
}

type Source = OwnFrame | ForeignFrame;
export type DerivedUplink = DerivedPayload & OwnFrame;
export type DerivedObservation = DerivedPayload & ForeignFrame;
export type Derived = DerivedUplink | DerivedObservation;

/** Events that something can be derived from: frames of our own stand at their assessment, which comes last. */
export type Derivable = Stored<"assessment"> | Stored<"observation">;

export function isDerivable(event: StoredEvent): event is Derivable {
  return event.type === "assessment" || event.type === "observation";
}

const REMEMBERED = 4096;
/** How far back to look for an uplink that is not remembered. */
const SEARCH_LIMIT = 64;

/**
 * raw → decode → clean → enrich, for everybody who wants to know what uplinks say: those who deliver, who measure, who recompute.
 * Each event is worked out once for those who ask at about the same time.
 */
export class UplinkPipeline {
  readonly #log: EventLog;
  readonly #directory: Directory;
  readonly #codecs: PayloadCodecs;
  readonly #externals: Pick<ExternalData, "of"> | undefined;
  readonly #uplinks = new RecentMap<string, Stored<"uplink">>(REMEMBERED);
  /** For each event, what was worked out together with it. */
  readonly #derived = new RecentMap<Cursor, Promise<ReadonlyMap<Cursor, Derived>>>(REMEMBERED);

  /** @param externals what else payloads are enriched with */
  constructor(
    log: EventLog,
    directory: Directory,
    codecs: PayloadCodecs,
    externals?: Pick<ExternalData, "of">,
  ) {
    this.#log = log;
    this.#directory = directory;
    this.#codecs = codecs;
    this.#externals = externals;
  }

  /** Takes note of uplinks that go by, so that they need not be looked up when their assessment comes. */
  note(events: readonly StoredEvent[]): void {
    for (const event of events) {
      if (event.type !== "uplink") continue;
      const { deduplicationId } = event.body;
      if (isOriginal(event) || !this.#uplinks.get(deduplicationId)) {
        this.#uplinks.set(deduplicationId, event);
      }
    }
  }

  /** By the events' positions; devices that are gone have none. HOT PATH: a promise for each event would cost more than the rest. */
  async derive(events: readonly Derivable[]): Promise<ReadonlyMap<Cursor, Derived>> {
    const known = events.map(({ position }) => this.#derived.get(position));
    const missing = events.filter((_, i) => !known[i]);
    const working = missing.length > 0 ? this.#begin(missing) : undefined;
    const found = new Map<Cursor, Derived>();
    let together: Promise<ReadonlyMap<Cursor, Derived>> | undefined;
    let all: ReadonlyMap<Cursor, Derived> | undefined;
    for (const [i, { position }] of events.entries()) {
      const mine = known[i] ?? working!;
      if (mine !== together) all = await (together = mine);
      const one = all!.get(position);
      if (one) found.set(position, one);
    }
    return found;
  }

  #begin(events: readonly Derivable[]): Promise<ReadonlyMap<Cursor, Derived>> {
    const working = this.#work(events);
    for (const { position } of events) this.#derived.set(position, working);
    // Whoever asks again after a failure is to try again.
    working.catch(() => {
      for (const { position } of events) this.#derived.delete(position);
    });
    return working;
  }

  async #work(events: readonly Derivable[]): Promise<ReadonlyMap<Cursor, Derived>> {
    const uplinks = await this.#uplinksOf(events);
    const frames = events.flatMap((event) => {
      if (event.type === "observation") return frameOfObservation(event);
      const uplink = uplinks.get(event.body.deduplicationId);
      return uplink ? frameOfUplink(event, uplink) : [];
    });
    const ids = frames.map(({ deviceId }) => deviceId);
    const cards = await this.#directory.devices([...new Set(ids)]);
    const whole = frames.flatMap((frame) => {
      const card = cards.get(frame.deviceId);
      return card ? [{ ...frame, card }] : [];
    });
    const jobs = whole.map(({ card: { codec, variables }, time, payload }) =>
      payload ? { codec, variables, time, ...payload } : undefined,
    );
    const [outcomes, externals] = await Promise.all([
      this.#codecs.decode(jobs.filter((job) => job !== undefined)),
      this.#externalsOf(whole),
    ]);
    let next = 0;
    return new Map(
      whole.map((one) => {
        const { source, position, applicationId, frame, time, card, payload, object: told } = one;
        const decoded = payload ? outcomes[next++] : undefined;
        // What the other side made of it stands where no codec of ours says more.
        const given = decoded?.ok ? decoded.object : decoded ? undefined : told;
        const said = given && saidBy(card, given);
        const object = withExternal(said, externals.get(position));
        const madeBy = `${codecVersion(card.codec)};clean@${CLEAN_VERSION};${ENRICH_VERSION}`;
        const made = { applicationId, frame, time, card, decoded, said, object, madeBy };
        return [position, { ...source, ...made }];
      }),
    );
  }

  /** What has nothing to say is not enriched. */
  async #externalsOf(
    frames: readonly (Frame & { readonly card: DeviceCard })[],
  ): Promise<ReadonlyMap<Cursor, External | undefined>> {
    const asking = frames.filter(({ payload, object }) => payload ?? object);
    const known = await this.#externals?.of(
      asking.map(({ card, ...frame }) => ({ ...frame, tenantId: card.tenantId })),
    );
    return new Map(asking.map(({ position }, i) => [position, known?.[i]]));
  }

  /** By their deduplication ids. */
  async #uplinksOf(events: readonly Derivable[]): Promise<ReadonlyMap<string, Stored<"uplink">>> {
    const found = new Map<string, Stored<"uplink">>();
    const forgotten: Stored<"assessment">[] = [];
    for (const event of events) {
      if (event.type !== "assessment") continue;
      const uplink = this.#uplinks.get(event.body.deduplicationId);
      if (uplink) found.set(event.body.deduplicationId, uplink);
      else forgotten.push(event);
    }
    const sought = await Promise.all(forgotten.map((event) => this.#search(event)));
    for (const uplink of sought) if (uplink) found.set(uplink.body.deduplicationId, uplink);
    return found;
  }

  async #search({
    position,
    key,
    body,
  }: Stored<"assessment">): Promise<Stored<"uplink"> | undefined> {
    const query = { before: position, key, types: ["uplink"], limit: SEARCH_LIMIT } as const;
    const page = await this.#log.read(query);
    const uplinks = (page.events as readonly Stored<"uplink">[]).filter(
      (uplink) => uplink.body.deduplicationId === body.deduplicationId,
    );
    return uplinks.find(isOriginal) ?? uplinks[0];
  }
}

/** What is known of a frame before anything is made of it. */
interface Frame {
  readonly source: Source;
  readonly position: Cursor;
  readonly deviceId: DeviceId;
  readonly applicationId: ApplicationId;
  readonly frame: string;
  readonly time: Instant;
  /** Absent when there is nothing to decode. */
  readonly payload: { readonly fPort: number; readonly bytes: Uint8Array } | undefined;
  /** What the other side made of it already. */
  readonly object?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Is this an assessment with which somebody hears of the payload? Others only revise what is thought of it. Of a frame that is
 * held back trust hears, which may clear it by what it says; who delivers or measures goes by its handling.
 */
function isOpened({ body: { revision, handling } }: Stored<"assessment">): boolean {
  return revision === 0 || handling === "release" || handling === "include";
}

function frameOfUplink(assessment: Stored<"assessment">, uplink: Stored<"uplink">): Frame {
  const { deviceId, applicationId, deduplicationId, freshness, fPort, frmPayload, sealed } =
    uplink.body;
  const counts = isOpened(assessment) && freshness === "fresh" && fPort && !sealed;
  return {
    source: { kind: "uplink", assessment, uplink },
    position: assessment.position,
    deviceId,
    applicationId,
    frame: deduplicationId,
    time: parseInstant(assessment.body.timing.time),
    payload: counts ? { fPort, bytes: fromBase64(frmPayload) } : undefined,
  };
}

function frameOfObservation(observation: Stored<"observation">): Frame {
  const { deviceId, applicationId, observationId, payload, fPort = 1, sealed } = observation.body;
  const decodable = payload !== undefined && !sealed;
  return {
    source: { kind: "observation", observation },
    position: observation.position,
    deviceId,
    applicationId,
    frame: observationId,
    time: observation.time,
    payload: decodable ? { fPort, bytes: fromBase64(payload) } : undefined,
    object: contentOf(observation.body).object,
  };
}

/** Copies and repetitions that came late share their frame's id; what was assessed is the frame itself. */
function isOriginal({ body }: Stored<"uplink">): boolean {
  return body.freshness === "fresh" || body.freshness === "late";
}
