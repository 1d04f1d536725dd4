import {
  type Assessment,
  newEvent,
  type NewEvent,
  type Reception,
  type StoredEvent,
  type Verdict,
} from "@lorats/events";
import { RULES } from "../rules.ts";
import { handlingOf } from "../verdict/handling.ts";
import { deviceOf } from "./fold-event.ts";
import { FrameJudge } from "./frame-judge.ts";
import { isSame, LateEvidence } from "./late-evidence.ts";
import type { NewestOf } from "./amend.ts";
import { judgedReceptions, type LogPage, pagesOf } from "./log-reader.ts";
import { Memory } from "./memory.ts";
import type { TrustPorts } from "./ports.ts";
import { Settings } from "./settings.ts";

/** Frames that are compared with what was said of them; late evidence beyond that many frames is not waited for. */
const OPEN_FRAMES = 50_000;
const BATCH = 500;

export interface Rebuilt {
  /** Frames by the verdict of this time, late evidence included. */
  readonly verdicts: ReadonlyMap<Verdict, number>;
  /** Frames of which something else was said until now: a revision of each was appended. */
  readonly revised: number;
}

/** A frame as it is judged now, and as the log knows it. */
interface OpenFrame {
  readonly uplink: Extract<StoredEvent, { type: "uplink" }>;
  now: NewEvent<"assessment">;
  said: Assessment | undefined;
}

/**
 * Forgets what trust learnt and makes it again from the log, by the rules, policies and settings of today. Where a frame is
 * judged otherwise than the newest assessment says, by other rules or by evidence that came later, a revision is
 * appended; what was published stays as it was. Nobody else may write to the log meanwhile.
 */
export async function rebuild(ports: TrustPorts): Promise<Rebuilt> {
  await ports.store.clear();
  return new Rebuild(ports).run();
}

class Rebuild {
  readonly #ports: TrustPorts;
  readonly #memory: Memory;
  readonly #settings: Settings;
  readonly #judge: FrameJudge;
  readonly #late: LateEvidence;
  readonly #open = new Map<string, OpenFrame>();
  readonly #verdicts = new Map<Verdict, number>();
  readonly #revisions: NewEvent<"assessment">[] = [];

  constructor(ports: TrustPorts) {
    const { log, store } = ports;
    this.#ports = ports;
    this.#memory = new Memory(store, (error) => ports.failed?.(error, "reading a state"));
    this.#settings = new Settings(ports);
    this.#judge = new FrameJudge(this.#memory, this.#settings, ports);
    const newestOf: NewestOf = async ({ deduplicationId }) => this.#open.get(deduplicationId)?.now;
    this.#late = new LateEvidence(log, this.#memory, this.#settings, this.#judge, newestOf);
  }

  async run(): Promise<Rebuilt> {
    const { log, payloads, places } = this.#ports;
    await this.#settings.reload();
    for await (const page of pagesOf(log, undefined)) {
      const ids = [...new Set(page.events.flatMap((event) => deviceOf(event) ?? []))];
      const loading = this.#memory.devices.load(ids);
      await Promise.all([loading, payloads?.prepare(ids), places?.prepare(ids)]);
      for (const event of page.events) await this.#fold(event, page);
      for (const id of this.#open.keys()) {
        if (this.#open.size <= OPEN_FRAMES) break;
        this.#close(id);
      }
      await this.#memory.save();
    }
    for (const id of this.#open.keys()) this.#close(id);
    for (let i = 0; i < this.#revisions.length; i += BATCH) {
      await log.append(this.#revisions.slice(i, i + BATCH));
    }
    await this.#memory.save();
    return { verdicts: this.#verdicts, revised: this.#revisions.length };
  }

  async #fold(event: StoredEvent, { receptions }: LogPage): Promise<void> {
    if (event.type === "uplink") this.#judgeAnew(event, judgedReceptions(event, receptions));
    if (event.type === "assessment") this.#noteSaid(event.body);
    for (const one of await this.#late.take(event)) {
      if (!isAssessment(one)) continue;
      const frame = this.#open.get(one.body.deduplicationId);
      if (frame) frame.now = one;
    }
    this.#memory.positions = { ...this.#memory.positions, others: event.position };
  }

  #judgeAnew(uplink: OpenFrame["uplink"], heard: readonly Reception[]): void {
    if (heard.length === 0) return;
    const [now] = this.#judge.assess(uplink, heard);
    this.#judge.settled(uplink, uplink.position);
    this.#open.set(uplink.body.deduplicationId, { uplink, now, said: undefined });
  }

  #noteSaid(said: Assessment): void {
    const frame = this.#open.get(said.deduplicationId);
    if (frame && !(frame.said && frame.said.revision > said.revision)) frame.said = said;
  }

  /** Nothing more is waited for: does it differ from what was said? */
  #close(id: string): void {
    const { uplink, now, said } = this.#open.get(id)!;
    this.#open.delete(id);
    const { verdict } = now.body.trust;
    this.#verdicts.set(verdict, (this.#verdicts.get(verdict) ?? 0) + 1);
    if (!said || isSame(said, now.body)) return;
    const { handling: _, ...rest } = now.body;
    const handling = handlingOf(verdict, this.#settings.policyOf(uplink.body.applicationId), said);
    const revision = said.revision + 1;
    const body = { ...rest, revision, rules: RULES, ...(handling && { handling }) };
    this.#revisions.push(newEvent("assessment", now, body));
  }
}

function isAssessment(event: NewEvent): event is NewEvent<"assessment"> {
  return event.type === "assessment";
}
