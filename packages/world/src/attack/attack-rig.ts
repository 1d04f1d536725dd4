import { CallerError, type Clock, type SeededRandom } from "@lorats/base";
import type { Air } from "../air/air.ts";
import { loraAirtimeNs } from "../air/airtime.ts";
import type { Place } from "../air/geometry.ts";
import { noiseFloorDbm, snrFloorDb } from "../air/link.ts";
import {
  clockError,
  type Heard,
  type Receiver,
  type Recording,
  type Transmission,
} from "../air/transmission.ts";
import type { AttackPlan, FramePlan, ReplayPlan } from "./attack-plan.ts";
import { HONEST, type TimeLie } from "../forwarder/time-lie.ts";
import { calibratedOffset, gridResidualHz, naturalOffset, type Learnt } from "./replay-offset.ts";

/** Something that can collide with a frame. */
interface Collider {
  readonly place: Place;
  readonly oscillator: Oscillator;
  readonly collisionDbm: number;
}

/** An oscillator as an attacker's radio has it: its error at a moment of the world's time, ppm. */
type Oscillator = (atNs: bigint) => number;

export interface AttackRigOptions {
  readonly name: string;
  readonly eavesdropper: {
    readonly place: Place;
    readonly oscillator: Oscillator;
    readonly stepHz: number;
  };
  /** Collides first and replays later, with one radio. */
  readonly collider: Collider & {
    readonly stepHz: number;
    readonly replayDbm: number;
    /** From the victim's onset to the first chirp of the collision at the earliest. */
    readonly reactionMs: number;
  };
  /** More colliders, one near each further gateway; they fire when the first does. */
  readonly helpers?: readonly Collider[];
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

const COLLISION_BYTES = 20;
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
  #busyUntilNs = 0n;

  constructor(options: AttackRigOptions, parts: AttackRigParts) {
    this.id = `attacker:${options.name}`;
    this.place = options.eavesdropper.place;
    this.#options = options;
    this.#parts = parts;
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
    attack: Attack<Exclude<FramePlan, { readonly kind: "replay" }>>,
    victim: Transmission,
  ): void {
    const { clock } = this.#parts;
    const { collider, helpers = [] } = this.#options;
    const lagS = (attack.plan.lagSymbols * 2 ** victim.sf) / victim.bwHz;
    const lagNs = BigInt(Math.round(Math.max(lagS, collider.reactionMs / 1000) * 1e9));
    const startNs = victim.startNs + lagNs;
    if (startNs < this.#busyUntilNs) return;
    const endNs = startNs + loraAirtimeNs(victim, COLLISION_BYTES, true);
    this.#busyUntilNs = endNs;
    clock.after(Number(startNs - clock.monotonic()) / 1e6, () => {
      attack.counts.collided++;
      const step = { event: "collision", victim: victim.sender } as const;
      this.#step(attack.id, step, { lagNs: Number(lagNs) });
      this.#fire(collider, this.id, victim, { startNs, endNs });
      helpers.forEach((helper, n) =>
        this.#fire(helper, `${this.id}/helper ${n + 1}`, victim, { startNs, endNs }),
      );
    });
  }

  #fire(
    { place, oscillator, collisionDbm }: Collider,
    sender: string,
    victim: Transmission,
    span: { readonly startNs: bigint; readonly endNs: bigint },
  ): void {
    const phyPayload = this.#parts.random.bytes(COLLISION_BYTES);
    // An ordinary uplink of somebody else's device.
    phyPayload[0] = 0x40;
    this.#parts.air.transmit({
      sender,
      place,
      phyPayload,
      freqHz: victim.freqHz,
      sf: victim.sf,
      bwHz: victim.bwHz,
      powerDbm: collisionDbm,
      invertIq: false,
      ...span,
      biasHz: (oscillator(span.startNs) * victim.freqHz) / 1e6,
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
    const { air, random } = this.#parts;
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
    const biasHz = victim.biasHz + offset.carrierHz;
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
    this.#busyUntilNs = startNs + (victim.endNs - victim.startNs);
    air.transmit({
      ...victim,
      sender: this.id,
      place: collider.place,
      powerDbm: collider.replayDbm,
      startNs,
      endNs: startNs + (victim.endNs - victim.startNs),
      biasHz,
      clockPpm: (clockError(victim) + offset.clock) * 1e6,
      ...(recording && { recording }),
    });
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
