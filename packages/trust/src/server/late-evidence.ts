import {
  celsiusOf,
  type EventLog,
  newEvent,
  type NewEvent,
  type StoredEvent,
} from "@lorats/events";
import type { Assessment } from "@lorats/events";
import { withOwner } from "../orphan/orphan-book.ts";
import { hashOf } from "../statistics/hash.ts";
import { handlingOf } from "../verdict/handling.ts";
import { amendedAssessment, newestAssessment, type NewestOf } from "./amend.ts";
import { foldEvent } from "./fold-event.ts";
import type { DeviceTrust } from "../state/device-trust.ts";
import type { FrameJudge } from "./frame-judge.ts";
import type { JudgedUplink } from "./judge-uplink.ts";
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
    if (event.type === "reported-temperature") more.push(...this.#temperature(event));
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

  /** What a frame's payload says of the temperature, which it took a user's script to read. */
  #temperature({ body }: Stored<"reported-temperature">): readonly NewEvent[] {
    const frame = this.#judge.recent.get(body.deduplicationId);
    const temperatureC = celsiusOf(body);
    // What is told again changes nothing: a frame has one temperature.
    if (!frame || frame.temperatureC !== undefined || temperatureC === undefined) return [];
    return this.#revise({ ...frame, temperatureC }, true);
  }

  /** The device as if the frame had been judged so at once, while it is the newest; what came of other events stays. */
  #relearn({ uplink, after }: RecentFrame, judged: JudgedUplink): DeviceTrust {
    let learnt = after;
    this.#memory.devices.change(uplink.body.deviceId, uplink.tenantId, (now) => {
      if (now.track !== after.track || now.last !== after.last) return now;
      const { signs, probes, repeats, place, attackFreeUntilS } = now;
      const joined = now.joined || judged.state.joined;
      learnt = { ...judged.state, signs, probes, repeats, place, joined, attackFreeUntilS };
      return learnt;
    });
    return learnt;
  }

  /**
   * Judges a frame again with what is known now, and says so if that changes what was said.
   *
   * @param teachesAnyway the track learns of it although it changes nothing that was said
   */
  #revise(frame: RecentFrame, teachesAnyway = false): readonly NewEvent[] {
    const { uplink, assessment } = frame;
    const { applicationId, deduplicationId } = uplink.body;
    const judged = this.#judge.judge(frame);
    const { timing, trust } = judged;
    const isSaid = isSame(assessment, judged);
    if (isSaid && !teachesAnyway) return [];
    // What a frame taught that should not have been believed is unlearnt.
    const after = this.#relearn(frame, judged);
    if (isSaid) {
      this.#judge.recent.set({ ...frame, after });
      return [];
    }
    const handling = handlingOf(trust.verdict, this.#settings.policyOf(applicationId), assessment);
    const { handling: _, ...rest } = assessment;
    const body: Assessment = {
      ...rest,
      revision: assessment.revision + 1,
      timing,
      trust,
      ...(handling && { handling }),
    };
    for (const { gatewayId, orphan } of judged.owned) {
      this.#memory.gateways.change(gatewayId, uplink.tenantId, (state) => ({
        ...state,
        orphans: withOwner(state.orphans, orphan, hashOf(deduplicationId)),
      }));
    }
    this.#judge.recent.set({ ...frame, assessment: body, after });
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
