import { type EventLog, newEvent, type NewEvent, type StoredEvent } from "@lorats/events";
import type { Assessment } from "@lorats/events";
import { withOwner } from "../orphan/orphan-book.ts";
import { hashOf } from "../statistics/hash.ts";
import { handlingOf } from "../verdict/handling.ts";
import { amendedAssessment, newestAssessment, type NewestOf } from "./amend.ts";
import { foldEvent } from "./fold-event.ts";
import type { FrameJudge } from "./frame-judge.ts";
import type { Memory } from "./memory.ts";
import type { RecentFrame } from "./recent-frames.ts";
import type { Settings } from "./settings.ts";

type Stored<T extends StoredEvent["type"]> = Extract<StoredEvent, { type: T }>;

/** What events other than frames teach, and which assessments they revise. */
export class LateEvidence {
  readonly #log: EventLog;
  readonly #memory: Memory;
  readonly #settings: Settings;
  readonly #judge: FrameJudge;
  readonly #newestOf: NewestOf;

  /** @param newestOf by default what the log says */
  constructor(
    log: EventLog,
    memory: Memory,
    settings: Settings,
    judge: FrameJudge,
    newestOf: NewestOf = (amendment) => newestAssessment(log, amendment),
  ) {
    this.#log = log;
    this.#memory = memory;
    this.#settings = settings;
    this.#judge = judge;
    this.#newestOf = newestOf;
  }

  /** Folds an event; what is to be appended because of it. */
  async take(event: StoredEvent): Promise<readonly NewEvent[]> {
    const { events, amend } = foldEvent(this.#memory, event);
    const more: NewEvent[] = [...events];
    if (amend) {
      const known = await this.#newestOf(amend);
      const one = known && (await amendedAssessment(this.#log, known, amend, this.#settings));
      if (one) {
        this.#judge.recent.revised(one.body);
        more.push(one);
      }
    }
    if (event.type === "uplink" && event.body.freshness === "late-backhaul") {
      more.push(...(await this.#copies(event)));
    }
    if (event.type === "sighting" && event.body.kind === "orphan") {
      more.push(...this.#orphan(event));
    }
    return more;
  }

  /** Further receptions of a frame that was judged without them. */
  async #copies({ body }: Stored<"uplink">): Promise<readonly NewEvent[]> {
    const frame = this.#judge.recent.get(body.deduplicationId);
    if (!frame) return [];
    const stored = await this.#log.get(body.receptions.map(({ position }) => position));
    const late = stored.flatMap((one) => (one.type === "reception" ? [one.body] : []));
    return this.#revise({ ...frame, receptions: [...frame.receptions, ...late] });
  }

  /** An orphan that arrived after the frame that it belongs to. */
  #orphan({ body: { freqHz, sf, lts } }: Stored<"sighting">): readonly NewEvent[] {
    const onsetS = Date.parse(lts.onset) / 1000;
    return this.#judge.recent.on(freqHz, sf, onsetS).flatMap((frame) => this.#revise(frame));
  }

  /** Judges a frame again with what is known now, and says so if that changes what was said. */
  #revise(frame: RecentFrame): readonly NewEvent[] {
    const { uplink, before, after, assessment } = frame;
    const { deviceId, applicationId, deduplicationId } = uplink.body;
    const { devices, gateways } = this.#memory;
    const judged = this.#judge.judge(frame);
    const { timing, trust } = judged;
    if (isSame(assessment, { timing, trust })) return [];
    const handling = handlingOf(trust.verdict, this.#settings.policyOf(applicationId), assessment);
    const { handling: _, ...rest } = assessment;
    const body: Assessment = {
      ...rest,
      revision: assessment.revision + 1,
      timing,
      trust,
      ...(handling && { handling }),
    };
    // What a frame taught that should not have been believed is unlearnt while it is the newest.
    if (devices.get(deviceId) === after) {
      const signs = after.signs;
      devices.change(deviceId, uplink.tenantId, () => ({ ...judged.state, signs }));
    }
    for (const { gatewayId, orphan } of judged.owned) {
      gateways.change(gatewayId, uplink.tenantId, (state) => ({
        ...state,
        orphans: withOwner(state.orphans, orphan, hashOf(deduplicationId)),
      }));
    }
    this.#judge.recent.set({ ...frame, before, assessment: body, after: devices.get(deviceId) });
    const { tenantId, key, time } = uplink;
    return [newEvent("assessment", { tenantId, key, time }, body)];
  }
}

/** Times that differ by less than this, ms, are not worth a revision. */
const SAME_MS = 1;

/** Would it be said in the same way again? */
export function isSame(known: Assessment, now: Pick<Assessment, "timing" | "trust">): boolean {
  const moved = Math.abs(Date.parse(known.timing.time) - Date.parse(now.timing.time)) > SAME_MS;
  const surer = now.timing.sdNs < 0.8 * known.timing.sdNs;
  return (
    known.trust.verdict === now.trust.verdict &&
    !moved &&
    !surer &&
    known.timing.deliveredAt === now.timing.deliveredAt
  );
}
