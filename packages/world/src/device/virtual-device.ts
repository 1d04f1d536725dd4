import { gaussian, toHex, uniform } from "@lorats/base";
import { MULTICAST_SETUP_F_PORT } from "@lorats/lorawan";
import type { Place } from "../air/geometry.ts";
import type { Heard, Receiver, Transmission } from "../air/transmission.ts";
import { nextAct } from "./agenda.ts";
import { Battery, EXTERNAL_POWER } from "./battery.ts";
import { DeviceMemory } from "./device-memory.ts";
import type { VirtualDeviceOptions, VirtualDeviceParts } from "./device-options.ts";
import { restoreState, type DeviceState } from "./device-state.ts";
import { receive, type Downlink } from "./downlink.ts";
import { Listener } from "./listener.ts";
import type { HeardAs } from "./listening.ts";
import type { MacEffect } from "./mac-answers.ts";
import { setUpMulticast } from "./multicast-setup.ts";
import { Readings } from "./readings.ts";
import { hasMessage } from "./requests.ts";
import { Sender } from "./sender.ts";
import { Transmitter } from "./transmitter.ts";

/** Error of the clock that a microcontroller waits by: 30 … 50 ppm are usual. @see LoRaTS §3.2 */
const CLOCK_SD_PPM = 20;

const REBOOT_S = 2;
/** What does not wait for the next reading is sent this soon. */
const PROMPT_S = [1, 3] as const;

/** A LoRaWAN end device: wakes, joins or sends, listens as its class does, sleeps. */
export class VirtualDevice implements Receiver {
  readonly id: string;
  readonly noiseFigureDb = 6;
  readonly #options: VirtualDeviceOptions;
  readonly #parts: VirtualDeviceParts;
  readonly #transmitter: Transmitter;
  readonly #battery: Battery | undefined;
  readonly #readings: Readings;
  readonly #memory: DeviceMemory;
  readonly #listener: Listener;
  readonly #sender: Sender;
  #cancel: () => void = () => {};
  #isStopped = false;

  constructor(options: VirtualDeviceOptions, parts: VirtualDeviceParts) {
    const { identity, batteryMah, groups = [] } = options;
    const { region } = identity.plan;
    this.id = identity.devEui;
    this.#options = options;
    this.#parts = parts;
    const state = restoreState(parts.flash.read());
    if (batteryMah) this.#battery = new Battery(batteryMah, state.usedMah);
    const restored = state.groups.length > 0 ? state : { ...state, groups };
    this.#memory = new DeviceMemory(restored, parts.flash, this.#battery);
    this.#transmitter = new Transmitter(
      { ...options, id: this.id, region },
      { ...parts, battery: this.#battery },
    );
    const { deviceClass = "A", pingSlotPeriodicity: periodicity = 0 } = options;
    this.#listener = new Listener({ region, deviceClass, periodicity }, parts.clock, parts.ciphers);
    const clockPpm = CLOCK_SD_PPM * gaussian(parts.random.fork(7));
    this.#readings = new Readings(options, { ...parts, clockPpm });
    this.#sender = new Sender(options, {
      ...parts,
      memory: this.#memory,
      transmitter: this.#transmitter,
      listener: this.#listener,
      readings: this.#readings,
    });
  }

  get place(): Place {
    const { place, motion } = this.#options;
    return motion ? motion.placeAt(this.#parts.clock.monotonic()) : place;
  }

  get isJoined(): boolean {
    return this.state.session !== undefined;
  }

  get state(): DeviceState {
    return this.#memory.state;
  }

  /** Class B: whether it hears beacons and listens in ping slots. */
  get isBeaconLocked(): boolean {
    return this.#listener.isBeaconLocked;
  }

  start(): void {
    this.#parts.air.attach(this);
    this.#wakeIn(0.5 + 3 * uniform(this.#parts.random));
  }

  /** Ends for good: what is still on the air for it is not heard. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  listensTo(sent: Transmission): boolean {
    if (this.#isStopped || (!sent.invertIq && !sent.isBeacon)) return false;
    return this.#heardAs(sent) !== undefined;
  }

  #heardAs(sent: Transmission): HeardAs | undefined {
    const isSending = this.#transmitter.isSending(sent.startNs, sent.endNs);
    return isSending ? undefined : this.#listener.heardAs(sent, this.state);
  }

  hear({ transmission, snrDb }: Heard): void {
    if (this.#isStopped) return;
    const heardAs = this.#heardAs(transmission);
    const { phyPayload, startNs } = transmission;
    if (heardAs === "beacon") {
      const isFirst = !this.isBeaconLocked;
      if (this.#listener.hearBeacon(phyPayload, startNs) && isFirst) this.#wakePromptly();
      return;
    }
    const isClassAWindow = heardAs === "class-a";
    const battery = this.#battery?.level ?? EXTERNAL_POWER;
    const { identity } = this.#options;
    const { region } = identity.plan;
    const context = { region, snrDb, battery, isClassAWindow };
    const downlink = receive(this.state, identity, phyPayload, context, this.#parts.ciphers);
    if (downlink.kind === "ignored") return;
    this.#note(downlink, heardAs);
    if (isClassAWindow) this.#listener.close();
    this.#memory.save(downlink.state);
    if (downlink.kind === "join-accept") this.#onJoined();
    if (downlink.kind === "data") this.#onData(downlink);
  }

  #onJoined(): void {
    this.#sender.joined();
    this.#parts.onJoined?.();
  }

  #onData(downlink: Downlink): void {
    this.#sender.answered(downlink);
    for (const effect of downlink.effects) this.#carryOut(effect);
    if (downlink.fPort === MULTICAST_SETUP_F_PORT) this.#setUpMulticast(downlink.payload);
    const isPrompt = this.#listener.deviceClass !== "A" && this.state.owesAck;
    if (isPrompt || downlink.fPending || this.state.outbox.length > 0) this.#wakePromptly();
  }

  #carryOut(effect: MacEffect): void {
    if (effect.kind === "time") {
      const uplinkEndNs = this.#transmitter.last?.endNs ?? this.#parts.clock.monotonic();
      this.#listener.learnTime(effect.gpsNs, uplinkEndNs);
      return;
    }
    this.#sender.forceRejoin(effect);
    this.#wakePromptly();
  }

  #setUpMulticast(payload: Uint8Array): void {
    const { identity } = this.#options;
    const { groups, outbox } = this.state;
    const { gpsS } = this.#listener;
    const setup = setUpMulticast(groups, payload, identity, gpsS, this.#parts.ciphers);
    const answer = { fPort: MULTICAST_SETUP_F_PORT, payload: toHex(setup.answers) };
    this.#memory.save({ ...this.state, groups: setup.groups, outbox: [...outbox, answer] });
  }

  #wakeIn(seconds: number): void {
    this.#cancel();
    this.#cancel = this.#parts.clock.after(seconds * 1000, () => this.#wake());
  }

  #wakePromptly(): void {
    const [soonest, latest] = PROMPT_S;
    this.#wakeIn(soonest + (latest - soonest) * uniform(this.#parts.random));
  }

  #wake(): void {
    const nowNs = this.#parts.clock.monotonic();
    const { state } = this;
    const act = nextAct({
      isBatteryEmpty: this.#battery?.isEmpty ?? false,
      dutyWaitS: Number(this.#transmitter.freeAtNs - nowNs) / 1e9,
      isJoined: this.isJoined,
      isRejoinDue: this.#sender.isRejoinDue,
      isRepeatDue: this.#sender.isRepeatDue,
      hasMessage: hasMessage(state, this.#sender.standing),
      readingWaitS: Number(this.#readings.nextNs(nowNs, state.session?.keys) - nowNs) / 1e9,
    });
    if (act.kind === "sleep") return;
    this.#wakeIn(act.kind === "wait" ? act.seconds : this.#perform(act.kind));
  }

  /** Returns in how many seconds to wake again. */
  #perform(act: "join" | "rejoin" | "repeat" | "message" | "reading"): number {
    if (act === "reading" && this.#mayReboot()) return REBOOT_S;
    return this.#sender[act]();
  }

  /** A reset at some moment of the last interval: the session was in memory, nonces are not. */
  #mayReboot(): boolean {
    const { rebootMeanH, intervalS } = this.#options;
    if (!rebootMeanH || uniform(this.#parts.random) > intervalS / (3600 * rebootMeanH))
      return false;
    const forgotten = { session: undefined, rejoin: undefined, answers: "", owesAck: false };
    this.#memory.save({ ...this.state, ...forgotten });
    this.#listener.forget();
    this.#sender.forget();
    return true;
  }

  #note(downlink: Downlink, heardAs: string | undefined): void {
    const { kind, fPort, payload, ack } = downlink;
    const at = String(this.#parts.clock.now());
    const line = { kind, device: this.id, heardAs, fPort, payload: toHex(payload), ack, at };
    this.#parts.truth?.write(line);
  }
}
