import type { Attack, AttackRigInfo } from "@lorats/api";
import { formatInstant, type Clock } from "@lorats/base";
import type { AttackPlan } from "./attack-plan.ts";
import type { AttackRig, AttackStep, RunningAttack } from "./attack-rig.ts";

/** Steps of an attack that are remembered. */
const MOST_STEPS = 50;
/** Attacks that are remembered after their end. */
const MOST_STOPPED = 20;

interface Entry {
  readonly running: RunningAttack;
  readonly startedAt: string;
  stoppedAt?: string;
  readonly steps: Attack["steps"];
}

/** Where somebody starts and stops the attacks of all rigs, and looks at what they did. */
export class AttackDesk {
  readonly #clock: Clock;
  readonly #rigs = new Map<string, { readonly rig: AttackRig; readonly info: AttackRigInfo }>();
  readonly #entries = new Map<number, Entry>();
  #nextId = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(rig: AttackRig, info: AttackRigInfo): void {
    this.#rigs.set(info.name, { rig, info });
  }

  get rigs(): readonly AttackRigInfo[] {
    return [...this.#rigs.values()].map(({ info }) => info);
  }

  /** Running attacks and the last that were stopped, the newest first. */
  get attacks(): readonly Attack[] {
    return [...this.#entries.values()].toReversed().map(viewOf);
  }

  /**
   * The attack that began; undefined when there is no such rig.
   * @throws {CallerError} `WORLD_NO_GATEWAY`
   */
  start(name: string, plan: AttackPlan): Attack | undefined {
    const found = this.#rigs.get(name);
    if (!found) return undefined;
    const id = this.#nextId;
    const running = found.rig.start(id, plan);
    this.#nextId++;
    const entry = { running, startedAt: formatInstant(this.#clock.now()), steps: [] };
    this.#entries.set(id, entry);
    return viewOf(entry);
  }

  /** Whether such an attack was running. */
  stop(id: number): boolean {
    const entry = this.#entries.get(id);
    if (!entry || entry.stoppedAt !== undefined) return false;
    this.#rigs.get(entry.running.rig)!.rig.stop(id);
    entry.stoppedAt = formatInstant(this.#clock.now());
    this.#forget();
    return true;
  }

  /** Takes down what a rig did. */
  note(id: number, { victim, ...step }: AttackStep): void {
    const steps = this.#entries.get(id)?.steps;
    if (!steps) return;
    steps.unshift({ at: formatInstant(this.#clock.now()), devEui: victim, ...step });
    if (steps.length > MOST_STEPS) steps.pop();
  }

  #forget(): void {
    const stopped = [...this.#entries].filter(([, { stoppedAt }]) => stoppedAt !== undefined);
    for (const [id] of stopped.slice(0, -MOST_STOPPED)) this.#entries.delete(id);
  }
}

function viewOf({ running, startedAt, stoppedAt, steps }: Entry): Attack {
  const { id, rig, plan, counts } = running;
  return {
    id: String(id),
    rig,
    plan,
    startedAt,
    ...(stoppedAt !== undefined && { stoppedAt }),
    counts: { ...counts },
    steps: [...steps],
  };
}
