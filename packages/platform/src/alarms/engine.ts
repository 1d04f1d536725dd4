import {
  CallerError,
  formatInstant,
  type CancelTimer,
  type Clock,
  type Instant,
  type TenantId,
} from "@lorats/base";
import { newEvent, type EventLog, type NewEvent, type StoredEvent } from "@lorats/events";
import { everyItem, type ItemStore } from "../item-store.ts";
import { insist } from "../retry.ts";
import { alarmIdOf, alarmKey, type Alarm, type AlarmId } from "./alarm.ts";
import type { AlarmStore } from "./alarm-store.ts";
import {
  decideAlarm,
  dueAt,
  type AlarmCommand,
  type AlarmDecision,
  type AlarmInput,
} from "./decide.ts";
import { policyFor, type AlarmPolicy, type AlarmRule } from "./rule.ts";

export interface AlarmEngineParts {
  readonly log: EventLog;
  readonly store: AlarmStore;
  readonly rules: ItemStore<AlarmRule>;
  readonly clock: Clock;
  /** Hears what had to be tried again. */
  readonly failed: (error: string) => void;
}

type Signal = Extract<StoredEvent, { type: "alarm-signal" }>;

/** How often is looked for alarms whose time has come. */
const TICK_MS = 1_000;

/**
 * The one place where alarms come to life, whichever room noticed the trouble. It follows the log for signals, keeps
 * how every alarm stands, and appends each step that people should hear of to the log again, where those who tell
 * them (e-mail, webhooks, MQTT) find it.
 *
 * A step is appended before the alarm is saved: a crash in between repeats the step under the same number.
 */
export class AlarmEngine {
  readonly #parts: AlarmEngineParts;
  /** Those that are not cleared. */
  readonly #active = new Map<string, Alarm>();
  readonly #keys = new Map<AlarmId, string>();
  /** By tenant: every second each alarm asks for its own, however many rules others have. */
  #rules: ReadonlyMap<TenantId, readonly AlarmRule[]> = new Map();
  #turn: Promise<unknown> = Promise.resolve();
  #ready: Promise<void> | undefined;

  constructor(parts: AlarmEngineParts) {
    this.#parts = parts;
  }

  get activeCount(): number {
    return this.#active.size;
  }

  /** Follows the log until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { log, store, clock, failed } = this.#parts;
    await insist(clock, () => this.#load(), signal, failed);
    const stopTicking = this.#tickLater(signal);
    try {
      for await (const events of log.follow(await store.reached(), signal)) {
        const signals = events.filter((event) => event.type === "alarm-signal");
        if (signals.length === 0) continue;
        const reached = events.at(-1)!.position;
        const done = await insist(
          clock,
          () => this.#inTurn(() => this.#take(signals, reached)).then(() => true),
          signal,
          failed,
        );
        if (!done) break;
      }
    } finally {
      stopTicking();
      await this.#turn;
    }
  }

  /** To be called when somebody changed a rule. */
  rulesChanged(): Promise<void> {
    return this.#inTurn(() => this.#loadRules());
  }

  /**
   * Does what somebody asks for; resolves to the alarm as it is then.
   * @throws {CallerError} `ALARM_UNKNOWN`, `ALARM_CLEARED`
   */
  async command(id: AlarmId, command: AlarmCommand): Promise<Alarm> {
    await this.#load();
    return this.#inTurn(async () => {
      const key = this.#keys.get(id);
      const alarm = key === undefined ? undefined : this.#active.get(key);
      if (!alarm || alarm.state === "pending") {
        const [known] = await this.#parts.store.get([id]);
        if (known?.state !== "cleared") throw new CallerError("ALARM_UNKNOWN", "no such alarm");
        throw new CallerError("ALARM_CLEARED", "the alarm is over");
      }
      const at = this.#parts.clock.now();
      const decision = decideAlarm(alarm, command, this.#policy(alarm), at);
      await this.#commit([{ before: alarm, decision, note: command.note, at }]);
      return decision.alarm!;
    });
  }

  #load(): Promise<void> {
    this.#ready ??= this.#inTurn(async () => {
      await this.#loadRules();
      for (const alarm of await this.#parts.store.active()) this.#remember(alarm);
    }).catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  async #loadRules(): Promise<void> {
    const rules = await Array.fromAsync(everyItem(this.#parts.rules));
    this.#rules = Map.groupBy(rules, ({ tenantId }) => tenantId);
  }

  #policy(trouble: Parameters<typeof policyFor>[1]): AlarmPolicy {
    return policyFor(this.#rules.get(trouble.tenantId) ?? [], trouble);
  }

  async #take(signals: readonly Signal[], reached: Signal["position"]): Promise<void> {
    const ids = signals.map(({ time, position }) => alarmIdOf(time, position));
    const known = new Set((await this.#parts.store.get(ids)).map(({ id }) => id));
    /** As the signals of this batch leave them, by trouble. */
    const after = new Map<string, Alarm | undefined>();
    const steps: Step[] = [];
    for (const [index, { body, tenantId, time }] of signals.entries()) {
      const id = ids[index]!;
      // Its alarm is there already: the signal was taken before a crash.
      if (known.has(id)) continue;
      const key = alarmKey(tenantId, body.code, body.subject);
      const before = after.has(key) ? after.get(key) : this.#active.get(key);
      const input: AlarmInput = { kind: "signal", signal: body, tenantId, id };
      const policy = this.#policy({ tenantId, ...body });
      const decision = decideAlarm(before, input, policy, time);
      after.set(key, decision.alarm?.state === "cleared" ? undefined : decision.alarm);
      steps.push({ before, decision, at: time });
    }
    await this.#commit(steps, reached);
  }

  async #commit(steps: readonly Step[], reached?: Signal["position"]): Promise<void> {
    const { log, store } = this.#parts;
    const events = steps.flatMap((one) => eventOf(one) ?? []);
    if (events.length > 0) await log.append(events);
    const latest = new Map<AlarmId, Alarm | undefined>();
    for (const { before, decision } of steps) {
      const id = decision.alarm?.id ?? before?.id;
      if (id !== undefined) latest.set(id, decision.alarm);
    }
    const alarms = [...latest.values()].filter((alarm) => alarm !== undefined);
    const deleted = [...latest].filter(([, alarm]) => !alarm).map(([id]) => id);
    await store.save({ alarms, deleted, reached });
    for (const id of deleted) this.#forget(id);
    for (const alarm of alarms) this.#remember(alarm);
  }

  #remember(alarm: Alarm): void {
    if (alarm.state === "cleared") return this.#forget(alarm.id);
    const key = alarmKey(alarm.tenantId, alarm.code, alarm.subject);
    this.#active.set(key, alarm);
    this.#keys.set(alarm.id, key);
  }

  #forget(id: AlarmId): void {
    const key = this.#keys.get(id);
    this.#keys.delete(id);
    // Another alarm of the same trouble may have begun in the same batch.
    if (key !== undefined && this.#active.get(key)?.id === id) this.#active.delete(key);
  }

  #tickLater(signal: AbortSignal): CancelTimer {
    const { clock, failed } = this.#parts;
    let cancel: CancelTimer = () => {};
    const next = (): void => {
      cancel = clock.after(TICK_MS, () => {
        this.#inTurn(() => this.#tick())
          .catch((error: unknown) => failed(String(error)))
          .finally(() => {
            if (!signal.aborted) next();
          });
      });
    };
    next();
    return () => cancel();
  }

  async #tick(): Promise<void> {
    const at: Instant = this.#parts.clock.now();
    const steps: Step[] = [];
    for (const before of this.#active.values()) {
      const policy = this.#policy(before);
      const due = dueAt(before, policy);
      if (due === undefined || due > at) continue;
      steps.push({ before, decision: decideAlarm(before, { kind: "tick" }, policy, at), at });
    }
    if (steps.length > 0) await this.#commit(steps);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}

interface Step {
  readonly before: Alarm | undefined;
  readonly decision: AlarmDecision;
  readonly note?: string | undefined;
  readonly at: Instant;
}

function eventOf({ decision, note, at }: Step): NewEvent<"alarm"> | undefined {
  const { alarm, change, actor } = decision;
  if (!alarm || change === undefined || alarm.state === "pending") return undefined;
  const { id: alarmId, tenantId, number, state, code, subject, severity, message, count } = alarm;
  const openedAt = formatInstant(alarm.openedAt ?? at);
  return newEvent(
    "alarm",
    { tenantId, key: subject.id, time: at },
    {
      alarmId,
      number,
      change,
      state,
      code,
      subject,
      severity,
      message,
      openedAt,
      count,
      ...(alarm.details && { details: alarm.details }),
      ...(alarm.snoozedUntil !== undefined && { snoozedUntil: formatInstant(alarm.snoozedUntil) }),
      ...(actor !== undefined && { actor }),
      ...(note !== undefined && { note }),
    },
  );
}
