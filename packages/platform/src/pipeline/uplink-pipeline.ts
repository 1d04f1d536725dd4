import { fromBase64, parseInstant, type DeviceId } from "@lorats/base";
import type { Cursor, EventLog, EventType, StoredEvent } from "@lorats/events";
import { codecVersion, type DecodeOutcome, type PayloadCodecs } from "../codecs/payload-codecs.ts";
import type { DeviceCard, Directory } from "../delivery/directory.ts";
import { Recent } from "../delivery/recent.ts";
import { clean, CLEAN_VERSION } from "./clean.ts";

type Stored<T extends EventType> = Extract<StoredEvent, { type: T }>;

/** An assessed uplink with what its payload says. */
export interface DerivedUplink {
  readonly assessment: Stored<"assessment">;
  readonly uplink: Stored<"uplink">;
  readonly card: DeviceCard;
  /** Absent without a codec, and for frames that are kept without effects. */
  readonly decoded: DecodeOutcome | undefined;
  /** The decoded values as others can take them. */
  readonly object: Readonly<Record<string, unknown>> | undefined;
  /** Which versions of which stages made it, such as `javascript@1f0c…;clean@1`. */
  readonly madeBy: string;
}

const REMEMBERED = 4096;
/** How far back to look for an uplink that is not remembered. */
const SEARCH_LIMIT = 64;

/**
 * raw → decode → clean, for everybody who wants to know what uplinks say: those who deliver, who measure, who recompute.
 * Each event is worked out once for those who ask at about the same time.
 */
export class UplinkPipeline {
  readonly #log: EventLog;
  readonly #directory: Directory;
  readonly #codecs: PayloadCodecs;
  readonly #uplinks = new Recent<string, Stored<"uplink">>(REMEMBERED);
  readonly #derived = new Recent<Cursor, Promise<DerivedUplink | undefined>>(REMEMBERED);

  constructor(log: EventLog, directory: Directory, codecs: PayloadCodecs) {
    this.#log = log;
    this.#directory = directory;
    this.#codecs = codecs;
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

  /** By the assessments' positions; devices that are gone have none. */
  async derive(
    assessments: readonly Stored<"assessment">[],
  ): Promise<ReadonlyMap<Cursor, DerivedUplink>> {
    const missing = assessments.filter(({ position }) => !this.#derived.get(position));
    if (missing.length > 0) {
      const working = this.#work(missing);
      for (const { position } of missing) {
        const one = working.then((all) => all.get(position));
        // Whoever asks again after a failure is to try again.
        one.catch(() => this.#derived.delete(position));
        this.#derived.set(position, one);
      }
    }
    const found = new Map<Cursor, DerivedUplink>();
    for (const { position } of assessments) {
      const one = await this.#derived.get(position);
      if (one) found.set(position, one);
    }
    return found;
  }

  async #work(
    assessments: readonly Stored<"assessment">[],
  ): Promise<ReadonlyMap<Cursor, DerivedUplink>> {
    const uplinks = await Promise.all(assessments.map((one) => this.#uplinkOf(one)));
    const ids = uplinks.flatMap((uplink) => uplink?.body.deviceId ?? []);
    const cards = await this.#directory.devices([...new Set<DeviceId>(ids)]);
    const whole = assessments.flatMap((assessment, i) => {
      const uplink = uplinks[i];
      const card = uplink && cards.get(uplink.body.deviceId);
      return uplink && card ? [{ assessment, uplink, card }] : [];
    });
    const wanted = whole.filter(
      ({ assessment, uplink }) =>
        assessment.body.revision === 0 &&
        uplink.body.freshness === "fresh" &&
        uplink.body.fPort &&
        !uplink.body.sealed,
    );
    const outcomes = await this.#codecs.decode(
      wanted.map(({ assessment, uplink, card }) => ({
        codec: card.codec,
        variables: card.variables,
        fPort: uplink.body.fPort!,
        bytes: fromBase64(uplink.body.frmPayload),
        time: parseInstant(assessment.body.timing.time),
      })),
    );
    const decodedOf = new Map(
      wanted.map(({ assessment }, i) => [assessment.position, outcomes[i]]),
    );
    return new Map(
      whole.map((parts) => {
        const decoded = decodedOf.get(parts.assessment.position);
        const object = decoded?.ok ? clean(decoded.object) : undefined;
        const madeBy = `${codecVersion(parts.card.codec)};clean@${CLEAN_VERSION}`;
        return [parts.assessment.position, { ...parts, decoded, object, madeBy }] as const;
      }),
    );
  }

  async #uplinkOf({
    position,
    key,
    body,
  }: Stored<"assessment">): Promise<Stored<"uplink"> | undefined> {
    const remembered = this.#uplinks.get(body.deduplicationId);
    if (remembered) return remembered;
    const query = { before: position, key, types: ["uplink"], limit: SEARCH_LIMIT } as const;
    const page = await this.#log.read(query);
    const uplinks = (page.events as readonly Stored<"uplink">[]).filter(
      (uplink) => uplink.body.deduplicationId === body.deduplicationId,
    );
    return uplinks.find(isOriginal) ?? uplinks[0];
  }
}

/** Copies and repetitions that came late share their frame's id; what was assessed is the frame itself. */
function isOriginal({ body }: Stored<"uplink">): boolean {
  return body.freshness === "fresh" || body.freshness === "late";
}
