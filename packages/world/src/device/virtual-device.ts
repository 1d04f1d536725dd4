import { gaussian, toHex, uniform, type Clock, type SeededRandom } from "@lorats/base";
import { MULTICAST_SETUP_F_PORT, type Ciphers, type UplinkMacCommand } from "@lorats/lorawan";
import type { Air } from "../air/air.ts";
import type { Place } from "../air/geometry.ts";
import type { Motion } from "../air/motion.ts";
import type { Heard, Receiver, Transmission } from "../air/transmission.ts";
import type { Crystal } from "../crystal.ts";
import { agedPayload, ELAPSED_PORT } from "./elapsed-time.ts";
import { Battery, EXTERNAL_POWER } from "./battery.ts";
import { DEFAULT_CHANNELS, usableChannels } from "./channels.ts";
import { gpsSecondsAt, hearBeacon, isBeaconLocked } from "./class-b.ts";
import { restoreState, type DeviceState } from "./device-state.ts";
import { receive, type Downlink } from "./downlink.ts";
import type { Flash } from "./flash.ts";
import type { HoppingPlan } from "./hopping.ts";
import { joinRequest, type DeviceIdentity } from "./join.ts";
import { listening, type ListeningState } from "./listening.ts";
import type { MacEffect } from "./mac-answers.ts";
import type { MulticastGroup } from "./multicast.ts";
import { setUpMulticast } from "./multicast-setup.ts";
import { EU868 } from "./region.ts";
import { isRejoinDue, rejoinRequest } from "./rejoin.ts";
import { HoppingSchedule } from "./schedule.ts";
import type { Sensor } from "./sensors.ts";
import { Transmitter } from "./transmitter.ts";
import { dataUplink, signFor, type UnsignedUplink, type UplinkRequest } from "./uplink.ts";
import { dataWindows, joinWindows } from "./windows.ts";

export interface VirtualDeviceOptions {
  readonly identity: DeviceIdentity;
  readonly place: Place;
  /** Absent: it stands still. */
  readonly motion?: Motion | undefined;
  readonly sensor: Sensor;
  readonly confirmed: boolean;
  readonly intervalS: number;
  readonly outdoor: boolean;
  readonly thermalLagS: number;
  /** `A` when absent. */
  readonly deviceClass?: "A" | "B" | "C";
  /** Class B: it listens every 2^periodicity s. */
  readonly pingSlotPeriodicity?: number;
  /** Sends its readings with their ages and a tick of its own clock. */
  readonly sendsAges?: boolean;
  /** Sends by a secret schedule, and ages with it; the plan is agreed with the server. */
  readonly hopping?: HoppingPlan | undefined;
  /** Multicast groups that it is born with; more come over the air. */
  readonly groups?: readonly MulticastGroup[];
  /** Absent: on external power. */
  readonly batteryMah?: number | undefined;
  /** Mean time between resets, in which it forgets its session; absent: it never does. */
  readonly rebootMeanH?: number | undefined;
}

export interface VirtualDeviceParts {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly air: Air;
  readonly ciphers: Ciphers;
  readonly crystal: Crystal;
  readonly flash: Flash<DeviceState>;
  /** Takes down what the device received. */
  readonly truth?: { write(line: Readonly<Record<string, unknown>>): void };
}

/** Error of the clock that a microcontroller waits by: 30 … 50 ppm are usual. @see LoRaTS §3.2 */
const CLOCK_SD_PPM = 20;
/** A slot is kept when the device wakes this soon after its beginning. */
const SLOT_TOLERANCE_NS = 20_000_000n;
/** Readings that wait for a slot; older ones are given up. */
const MOST_READINGS = 4;

/** A data frame that may have to be sent again. */
interface Pending {
  readonly frame: Omit<UnsignedUplink, "state">;
  readonly confirmed: boolean;
  readonly left: number;
}

type ForcedRejoin = Extract<MacEffect, { kind: "force-rejoin" }> & { readonly dueNs: bigint };

/** Before a frame is sent again. @see LoRaWAN RP002-1.0.4 §3.2.1, RETRANSMIT_TIMEOUT: 2 ± 1 s */
const RETRANSMIT_S = [1, 3] as const;
/** A window is closed after this when nothing began in it. */
const WINDOW_S = 0.3;
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
  #state: DeviceState;
  #listening: ListeningState;
  #joinAttempts = 0;
  #pending: Pending | undefined;
  #forcedRejoin: ForcedRejoin | undefined;
  #lastRejoinNs = 0n;
  #schedule: HoppingSchedule | undefined;
  readonly #clockPpm: number;
  #nextReadingNs = 0n;
  #cancel: () => void = () => {};

  constructor(options: VirtualDeviceOptions, parts: VirtualDeviceParts) {
    const { identity, batteryMah, groups = [] } = options;
    this.id = identity.devEui;
    this.#options = options;
    this.#parts = parts;
    const state = restoreState(parts.flash.read());
    this.#state = state.groups.length > 0 ? state : { ...state, groups };
    if (batteryMah) this.#battery = new Battery(batteryMah, state.usedMah);
    this.#transmitter = new Transmitter(
      { ...options, id: this.id },
      { ...parts, battery: this.#battery },
    );
    this.#listening = { windows: [], time: undefined };
    this.#clockPpm = CLOCK_SD_PPM * gaussian(parts.random.fork(7));
  }

  get place(): Place {
    const { place, motion } = this.#options;
    return motion ? motion.placeAt(this.#parts.clock.monotonic()) : place;
  }

  get isJoined(): boolean {
    return this.#state.session !== undefined;
  }

  get state(): DeviceState {
    return this.#state;
  }

  /** Class B: whether it hears beacons and listens in ping slots. */
  get isBeaconLocked(): boolean {
    return (
      this.#deviceClass === "B" &&
      isBeaconLocked(this.#listening.time, this.#parts.clock.monotonic())
    );
  }

  get #deviceClass(): "A" | "B" | "C" {
    return this.#options.deviceClass ?? "A";
  }

  start(): void {
    this.#parts.air.attach(this);
    this.#wakeIn(0.5 + 3 * uniform(this.#parts.random));
  }

  stop(): void {
    this.#cancel();
  }

  listensTo(sent: Transmission): boolean {
    if (!sent.invertIq && !sent.isBeacon) return false;
    return this.#heardAs(sent) !== undefined;
  }

  #heardAs(sent: Transmission): ReturnType<typeof listening> {
    if (this.#transmitter.isSending(sent.startNs, sent.endNs)) return undefined;
    const { session, groups } = this.#state;
    const { pingSlotPeriodicity: periodicity = 0 } = this.#options;
    const device = { session, groups, deviceClass: this.#deviceClass, periodicity };
    return listening(device, this.#listening, sent, this.#parts.ciphers);
  }

  hear({ transmission, snrDb }: Heard): void {
    const heardAs = this.#heardAs(transmission);
    const { phyPayload, startNs } = transmission;
    if (heardAs === "beacon") {
      const time = hearBeacon(phyPayload, startNs);
      if (!time) return;
      if (!this.isBeaconLocked) this.#wakePromptly();
      this.#listening = { ...this.#listening, time };
      return;
    }
    const isClassAWindow = heardAs === "class-a";
    const battery = this.#battery?.level ?? EXTERNAL_POWER;
    const { identity } = this.#options;
    const context = { snrDb, battery, isClassAWindow };
    const downlink = receive(this.#state, identity, phyPayload, context, this.#parts.ciphers);
    if (downlink.kind === "ignored") return;
    this.#note(downlink, heardAs);
    if (isClassAWindow) this.#listening = { ...this.#listening, windows: [] };
    this.#save(downlink.state);
    if (downlink.kind === "join-accept") this.#onJoined();
    if (downlink.kind === "data") this.#onData(downlink);
  }

  #onJoined(): void {
    this.#joinAttempts = 0;
    this.#forcedRejoin = undefined;
    this.#pending = undefined;
    this.#lastRejoinNs = this.#parts.clock.monotonic();
  }

  #onData(downlink: Downlink): void {
    // Any answer ends the repeats of an unconfirmed frame. @see LoRaWAN L2 1.0.4 §5.2
    if (downlink.ack || !this.#pending?.confirmed) this.#pending = undefined;
    for (const effect of downlink.effects) this.#carryOut(effect);
    if (downlink.fPort === MULTICAST_SETUP_F_PORT) this.#setUpMulticast(downlink.payload);
    const isPrompt = this.#deviceClass !== "A" && this.#state.owesAck;
    if (isPrompt || downlink.fPending || this.#state.outbox.length > 0) this.#wakePromptly();
  }

  #carryOut(effect: MacEffect): void {
    if (effect.kind === "time") {
      const uplinkEndNs = this.#transmitter.last?.endNs ?? this.#parts.clock.monotonic();
      const gpsMinusMonotonicNs = effect.gpsNs - uplinkEndNs;
      this.#listening = {
        ...this.#listening,
        time: { gpsMinusMonotonicNs, lastBeaconS: undefined },
      };
      return;
    }
    this.#forcedRejoin = { ...effect, dueNs: this.#parts.clock.monotonic() };
    this.#wakePromptly();
  }

  #setUpMulticast(payload: Uint8Array): void {
    const { identity } = this.#options;
    const { groups, outbox } = this.#state;
    const { time } = this.#listening;
    const gpsS = time && gpsSecondsAt(time, this.#parts.clock.monotonic());
    const setup = setUpMulticast(groups, payload, identity, gpsS, this.#parts.ciphers);
    const answer = { fPort: MULTICAST_SETUP_F_PORT, payload: toHex(setup.answers) };
    this.#save({ ...this.#state, groups: setup.groups, outbox: [...outbox, answer] });
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
    if (this.#battery?.isEmpty) return;
    const nowNs = this.#parts.clock.monotonic();
    const waitNs = this.#transmitter.freeAtNs - nowNs;
    if (waitNs > 0n) {
      this.#wakeIn(Number(waitNs) / 1e9 + 0.05);
    } else if (!this.isJoined) {
      this.#sendJoin();
      // Back-off, so that a thousand devices after a power cut do not join at once.
      const spread = Math.min(600, 2 ** this.#joinAttempts++);
      this.#wakeIn(8 + spread * uniform(this.#parts.random));
    } else if (this.#isRejoinDue(nowNs)) {
      this.#sendRejoin();
    } else if (this.#pending) {
      this.#sendData(this.#pending);
    } else if (this.#hasMoreToSay()) {
      this.#sendMessage();
    } else {
      const restS = Number(this.#nextSendNs(nowNs) - nowNs) / 1e9;
      if (restS > 0) this.#wakeIn(restS);
      else this.#sendReading();
    }
  }

  /** When the next reading is due, or the slot of the schedule that is still to come. */
  #nextSendNs(nowNs: bigint): bigint {
    const { hopping } = this.#options;
    const keys = this.#state.session?.keys;
    if (!hopping || !keys) return this.#nextReadingNs;
    if (this.#schedule?.keys !== keys) {
      const { ciphers } = this.#parts;
      this.#schedule = new HoppingSchedule(ciphers, hopping, keys, nowNs, this.#clockPpm);
    }
    // A slot that the duty cycle or a retransmission took is skipped, with its number.
    return this.#schedule.skipTo(nowNs - SLOT_TOLERANCE_NS).atNs;
  }

  /** A reset at some moment of the last interval: the session was in memory, nonces are not. */
  #mayReboot(): boolean {
    const { rebootMeanH, intervalS } = this.#options;
    if (!rebootMeanH || uniform(this.#parts.random) > intervalS / (3600 * rebootMeanH))
      return false;
    const { state } = this;
    this.#save({ ...state, session: undefined, rejoin: undefined, answers: "", owesAck: false });
    this.#listening = { windows: [], time: undefined };
    this.#joinAttempts = 0;
    this.#wakeIn(2);
    return true;
  }

  #sendJoin(): void {
    const step = joinRequest(this.#state, this.#options.identity, this.#parts.ciphers);
    this.#save(step.state);
    const dataRate = Math.max(0, EU868.maxAdrDataRate - Math.floor(this.#joinAttempts / 3));
    const { freqHz } = this.#anyOf(DEFAULT_CHANNELS);
    const sent = this.#transmitter.send(step.phyPayload, { freqHz, dataRate, powerIndex: 0 });
    this.#listening = { ...this.#listening, windows: joinWindows(sent, dataRate) };
  }

  #isRejoinDue(nowNs: bigint): boolean {
    if (this.#forcedRejoin) return nowNs >= this.#forcedRejoin.dueNs;
    return isRejoinDue(this.#state, Number(nowNs - this.#lastRejoinNs) / 1e9);
  }

  #sendRejoin(): void {
    const forced = this.#forcedRejoin;
    const { identity } = this.#options;
    const step = rejoinRequest(this.#state, identity, forced?.type ?? 0, this.#parts.ciphers);
    const nowNs = this.#parts.clock.monotonic();
    this.#lastRejoinNs = nowNs;
    if (forced) {
      const pauseS = 32 * 2 ** forced.period + 32 * uniform(this.#parts.random);
      const dueNs = nowNs + BigInt(Math.round(pauseS * 1e9));
      const { retries } = forced;
      this.#forcedRejoin = retries > 0 ? { ...forced, retries: retries - 1, dueNs } : undefined;
    }
    if (step) {
      this.#save(step.state);
      const dataRate = forced?.dataRate ?? step.state.session!.dataRate;
      const { freqHz } = this.#anyOf(DEFAULT_CHANNELS);
      const sent = this.#transmitter.send(step.phyPayload, { freqHz, dataRate, powerIndex: 0 });
      this.#listening = { ...this.#listening, windows: joinWindows(sent, dataRate) };
    }
    this.#wakeIn(8);
  }

  /** Something besides readings: answers of packages, an acknowledgement that cannot wait, news of class B. */
  #hasMoreToSay(): boolean {
    const { outbox, owesAck, session } = this.#state;
    const isNewInB = this.isBeaconLocked && session?.isPingSlotInfoKnown === false;
    return outbox.length > 0 || (owesAck && this.#deviceClass !== "A") || isNewInB;
  }

  #sendMessage(): void {
    const [message, ...outbox] = this.#state.outbox;
    if (message) this.#save({ ...this.#state, outbox });
    this.#sendNew({
      fPort: message?.fPort ?? null,
      payload: Uint8Array.fromHex(message?.payload ?? ""),
      confirmed: false,
    });
  }

  #sendReading(): void {
    if (this.#mayReboot()) return;
    const { sensor, confirmed, intervalS, sendsAges } = this.#options;
    const { clock, random } = this.#parts;
    if (this.#schedule || sendsAges) {
      this.#sendNew({ fPort: ELAPSED_PORT, payload: this.#agedReadings(), confirmed });
      return;
    }
    const payload = sensor.read(clock.now(), random);
    const nextS = intervalS * (0.9 + 0.2 * uniform(random));
    this.#nextReadingNs = clock.monotonic() + BigInt(Math.round(nextS * 1e9));
    this.#sendNew({ fPort: sensor.fPort, payload, confirmed });
  }

  /** Readings taken every interval since the last frame, the newest ones, with their ages on the device's clock. */
  #agedReadings(): Uint8Array {
    const { sensor, intervalS } = this.#options;
    const { clock, random } = this.#parts;
    const nowNs = clock.monotonic();
    const intervalNs = BigInt(Math.round(intervalS * 1e9));
    const dueNs = this.#nextReadingNs > 0n ? this.#nextReadingNs : nowNs;
    const newest = dueNs > nowNs ? nowNs : dueNs + ((nowNs - dueNs) / intervalNs) * intervalNs;
    const readings = [];
    for (let at = newest; at >= dueNs && readings.length < MOST_READINGS; at -= intervalNs) {
      const ageNs = nowNs - at;
      const elapsedS = (Number(ageNs) / 1e9) * (1 + this.#clockPpm * 1e-6);
      readings.unshift({ elapsedS, data: sensor.read(clock.now() - ageNs, random) });
    }
    this.#nextReadingNs = newest + intervalNs;
    const slot = this.#schedule?.next.number;
    this.#schedule?.pass();
    const clockS = (Number(nowNs) / 1e9) * (1 + this.#clockPpm * 1e-6);
    return agedPayload(readings, clockS, slot);
  }

  #sendNew(request: UplinkRequest): void {
    const isClassB = this.isBeaconLocked;
    const commands = this.#requests();
    const asked = { ...request, isClassB, commands };
    const { state, ...frame } = dataUplink(this.#state, asked, this.#parts.ciphers);
    this.#save(state);
    this.#sendData({ frame, confirmed: request.confirmed, left: state.session!.nbTrans });
  }

  /** What the device asks of the network by itself. */
  #requests(): UplinkMacCommand[] {
    const session = this.#state.session!;
    const requests: UplinkMacCommand[] = [];
    if (this.#deviceClass === "C" && !session.isModeConfirmed) {
      requests.push({ command: "DeviceModeInd", class: "C" });
    }
    const needsTime = this.#deviceClass === "B" || this.#state.groups.length > 0;
    if (needsTime && !this.#listening.time) requests.push({ command: "DeviceTimeReq" });
    if (this.isBeaconLocked && !session.isPingSlotInfoKnown) {
      const { pingSlotPeriodicity: periodicity = 0 } = this.#options;
      requests.push({ command: "PingSlotInfoReq", periodicity });
    }
    return requests;
  }

  #sendData({ frame, confirmed, left }: Pending): void {
    const { random, ciphers } = this.#parts;
    const session = this.#state.session!;
    const { dataRate, rx1DelayS, txPowerIndex: powerIndex, maxDutyCycle } = session;
    const channel = this.#anyOf(usableChannels(session.channels, dataRate));
    const { freqHz } = session.channels[channel]!;
    const signed = signFor(frame, session, { dataRate, channel }, ciphers);
    const radio = { freqHz, dataRate, powerIndex };
    const sent = this.#transmitter.send(signed, radio, 1 / 2 ** maxDutyCycle);
    const windows = dataWindows(sent, session, { dataRate, channel });
    this.#listening = { ...this.#listening, windows };
    this.#pending = left > 1 ? { frame, confirmed, left: left - 1 } : undefined;
    const closedS = Number(sent.endNs - sent.startNs) / 1e9 + rx1DelayS + 1 + WINDOW_S;
    const [soonest, latest] = RETRANSMIT_S;
    const pauseS = confirmed ? soonest + (latest - soonest) * uniform(random) : 0;
    const restS = Number(this.#nextSendNs(sent.endNs) - sent.startNs) / 1e9;
    this.#wakeIn(this.#pending ? closedS + pauseS : Math.max(closedS, restS));
  }

  #anyOf<T>(choices: readonly T[]): T {
    return choices[Math.floor(uniform(this.#parts.random) * choices.length)]!;
  }

  #note(downlink: Downlink, heardAs: string | undefined): void {
    const { kind, fPort, payload, ack } = downlink;
    const at = String(this.#parts.clock.now());
    const line = { kind, device: this.id, heardAs, fPort, payload: toHex(payload), ack, at };
    this.#parts.truth?.write(line);
  }

  #save(state: DeviceState): void {
    this.#state = this.#battery ? { ...state, usedMah: this.#battery.usedMah } : state;
    this.#parts.flash.write(this.#state);
  }
}
