import { CallerError, type Clock, type SeededRandom } from "@lorats/base";
import type { Air } from "../air/air.ts";
import type { Place } from "../air/geometry.ts";
import { noiseFloorDbm, snrFloorDb } from "../air/link.ts";
import type { Heard, Receiver, Recording, Transmission } from "../air/transmission.ts";
import type { AttackPlan, FramePlan, ReplayPlan } from "./attack-plan.ts";
import { ColliderRadio, type ColliderOptions, type Oscillator } from "./collider-radio.ts";
import { HONEST, type TimeLie } from "../forwarder/time-lie.ts";
import { calibratedOffset, gridResidualHz, naturalOffset, type Learnt } from "./replay-offset.ts";

export interface AttackRigOptions extends Omit<ColliderOptions, "id"> {
  readonly name: string;
  readonly eavesdropper: {
    readonly place: Place;
    readonly oscillator: Oscillator;
    readonly stepHz: number;
  };
}

export interface AttackRigParts {
  readonly clock: Clock;
  readonly air: Air;
  readonly random: SeededRandom;
  readonly truth: { write(line: Readonly<Record<string, unknown>>): void };
  /** Records a waveform as it came in at the eavesdropper, where samples matter. */
  readonly recorder?: { record(sent: Transmission): Recording };
  /** Gateways that can be made to lie, by EUI. */
  readonly gateways?: ReadonlyMap<string, { lie: TimeLie }>;
  /** Told of every step of an attack. */
  readonly onStep?: (attackId: number, step: AttackStep) => void;
}

/** What an attacker did to one frame. */
export interface AttackStep {
  readonly event: "collision" | "recorded" | "replay";
  readonly victim: string;
  readonly delayS?: number;
  readonly carrierHz?: number;
  readonly clockPpm?: number;
}

export interface RunningAttack {
  readonly id: number;
  readonly rig: string;
  readonly plan: AttackPlan;
  readonly counts: { collided: number; recorded: number; replayed: number };
}

interface Attack<Plan extends AttackPlan = FramePlan> extends RunningAttack {
  readonly plan: Plan;
  readonly startedNs: bigint;
  readonly seen: Map<string, number>;
}

/** A frame that was recorded, and what was so when it was. */
interface Catch {
  readonly victim: Transmission;
  /** When it is to be replayed. */
  readonly startNs: bigint;
  readonly recordPpm: number;
  readonly recording: Recording | undefined;
  readonly learnt: Learnt;
}

/** A replay cannot begin before the recording has ended and crossed the link. */
const LINK_NS = 20_000_000n;

/**
 * Collider, eavesdropper and replayer of the frame delay attack (LoRaTS §4.1). The collider picks its victims by the
 * transmission itself: a real one knows them by place, schedule or bias before the header is sent.
 */
export class AttackRig implements Receiver {
  readonly id: string;
  readonly place: Place;
  readonly noiseFigureDb = 6;
  readonly #options: AttackRigOptions;
  readonly #parts: AttackRigParts;
  readonly #attacks = new Map<number, Attack>();
  /** Attacks that are lies, and whom they make lie. */
  readonly #lies = new Map<number, RunningAttack & { readonly gateway: { lie: TimeLie } }>();
  /** Of every device that it hears, whether it attacks it or not: frames and their mean bias. */
  readonly #known = new Map<string, { readonly frames: number; readonly meanHz: number }>();
  readonly #radio: ColliderRadio;

  constructor(options: AttackRigOptions, parts: AttackRigParts) {
    this.id = `attacker:${options.name}`;
    this.place = options.eavesdropper.place;
    this.#options = options;
    this.#parts = parts;
    this.#radio = new ColliderRadio({ ...options, id: this.id }, parts);
    parts.air.attach(this);
    // Frames are picked where the collider stands, and recorded where the eavesdropper stands.
    const { place } = options.collider;
    parts.air.listen({
      id: `${this.id}/collider`,
      place,
      onAir: (sent, dbm) => this.#onAir(sent, dbm),
    });
  }

  /**
   * Begins an attack.
   * @throws {CallerError} `WORLD_NO_GATEWAY` when nobody has taken over such a gateway
   */
  start(id: number, plan: AttackPlan): RunningAttack {
    const counts = { collided: 0, recorded: 0, replayed: 0 };
    const common = { id, rig: this.#options.name, counts };
    if (plan.kind === "lie") {
      const gateway = this.#parts.gateways?.get(plan.gateway);
      if (!gateway) {
        throw new CallerError("WORLD_NO_GATEWAY", `no gateway has the EUI ${plan.gateway}`);
      }
      const { offsetS, holdS } = plan;
      gateway.lie = { offsetS, holdS };
      this.#lies.set(id, { ...common, plan, gateway });
      this.#note("started", { attack: id, plan });
      return { ...common, plan };
    }
    const startedNs = this.#parts.clock.monotonic();
    const attack = { ...common, plan, startedNs, seen: new Map() };
    this.#attacks.set(id, attack);
    this.#note("started", { attack: id, plan });
    return attack;
  }

  /** Whether there was such an attack. Replays that wait are still sent. */
  stop(id: number): boolean {
    const lie = this.#lies.get(id);
    if (lie) lie.gateway.lie = HONEST;
    if (!this.#attacks.delete(id) && !this.#lies.delete(id)) return false;
    this.#note("stopped", { attack: id });
    return true;
  }

  /** A frame begins, as the collider senses it: count it, and collide with it where the plan says so. */
  #onAir(sent: Transmission, powerDbm: number): void {
    if (!isVictim(sent)) return;
    for (const attack of this.#attacks.values()) {
      if (!aims(attack.plan, sent)) continue;
      const n = (attack.seen.get(sent.sender) ?? 0) + 1;
      attack.seen.set(sent.sender, n);
      const snrDb = powerDbm - noiseFloorDbm(sent.bwHz, this.noiseFigureDb);
      if (snrDb < snrFloorDb(sent.sf)) continue;
      const { plan } = attack;
      if (plan.kind !== "replay" && isActive(attack, sent)) {
        this.#collide({ ...attack, plan }, sent);
      }
    }
  }

  listensTo(sent: Transmission): boolean {
    return isVictim(sent);
  }

  /** The eavesdropper has a whole frame. */
  hear({ transmission, snrDb }: Heard): void {
    const learnt = this.#learn(transmission);
    for (const attack of this.#attacks.values()) {
      const { plan, counts } = attack;
      if (!aims(plan, transmission) || !isActive(attack, transmission)) continue;
      if (plan.kind === "jam") continue;
      counts.recorded++;
      this.#step(attack.id, { event: "recorded", victim: transmission.sender }, { snrDb });
      this.#replayLater({ ...attack, plan }, transmission, learnt);
    }
  }

  /** Takes a frame's bias into account; the eavesdropper's own error cancels, since it replays relative to it. */
  #learn({ sender, biasHz }: Transmission): Learnt {
    const before = this.#known.get(sender) ?? { frames: 0, meanHz: 0 };
    const frames = before.frames + 1;
    const meanHz = before.meanHz + (biasHz - before.meanHz) / frames;
    this.#known.set(sender, { frames, meanHz });
    return { frames, meanMinusThisHz: meanHz - biasHz };
  }

  #collide(
    { id, plan, counts }: Attack<Exclude<FramePlan, { readonly kind: "replay" }>>,
    victim: Transmission,
  ): void {
    this.#radio.collide(victim, plan.lagSymbols, (lagNs) => {
      counts.collided++;
      this.#step(id, { event: "collision", victim: victim.sender }, { lagNs });
    });
  }

  #replayLater(attack: Attack<ReplayPlan>, victim: Transmission, learnt: Learnt): void {
    const { clock, recorder } = this.#parts;
    const { plan } = attack;
    const hours = Number(victim.startNs - attack.startedNs) / 3.6e12;
    const delayNs = BigInt(
      Math.round((plan.delayS + plan.rampSPerHour * Math.max(0, hours)) * 1e9),
    );
    const soonest = victim.endNs + LINK_NS;
    const startNs = victim.startNs + delayNs > soonest ? victim.startNs + delayNs : soonest;
    const recordPpm = this.#options.eavesdropper.oscillator(victim.startNs);
    const recording = recorder?.record(victim);
    clock.after(Number(startNs - clock.monotonic()) / 1e6, () =>
      this.#replay(attack, { victim, startNs, recordPpm, recording, learnt }),
    );
  }

  #replay(
    attack: Attack<ReplayPlan>,
    { victim, startNs, recordPpm, recording, learnt }: Catch,
  ): void {
    const { random } = this.#parts;
    const { eavesdropper, collider } = this.#options;
    const { freqHz } = victim;
    const natural = naturalOffset({
      freqHz,
      recordPpm,
      replayPpm: collider.oscillator(startNs),
      recordResidualHz: gridResidualHz(freqHz, eavesdropper.stepHz),
      replayResidualHz: gridResidualHz(freqHz, collider.stepHz),
    });
    const { calibration } = attack.plan;
    const n = attack.counts.replayed++;
    const offset = calibratedOffset(natural, calibration, freqHz, n, random, learnt);
    const delayNs = Number(startNs - victim.startNs);
    this.#step(
      attack.id,
      {
        event: "replay",
        victim: victim.sender,
        delayS: delayNs / 1e9,
        carrierHz: offset.carrierHz,
        clockPpm: offset.clock * 1e6,
      },
      { delayNs },
    );
    this.#radio.replay(victim, startNs, offset, recording);
  }

  #step(attack: number, step: AttackStep, more: Readonly<Record<string, unknown>>): void {
    const { event, ...rest } = step;
    this.#note(event, { attack, ...rest, ...more });
    this.#parts.onStep?.(attack, step);
  }

  #note(event: string, more: Readonly<Record<string, unknown>>): void {
    const atNs = String(this.#parts.clock.monotonic());
    this.#parts.truth.write({ kind: "attack", event, rig: this.#options.name, atNs, ...more });
  }
}

/** Uplinks of others; the direction shows in the first chirp. */
function isVictim({ invertIq, sender }: Transmission): boolean {
  return !invertIq && !sender.startsWith("attacker:");
}

function aims({ targets }: FramePlan, { sender }: Transmission): boolean {
  return targets === undefined || targets.includes(sender.toLowerCase());
}

/** Whether the device's newest frame lies in a burst. */
function isActive({ plan: { burst }, seen }: Attack, { sender }: Transmission): boolean {
  if (!burst) return true;
  const n = (seen.get(sender) ?? 1) - 1;
  return n % (burst.frames + burst.pause) < burst.frames;
}
