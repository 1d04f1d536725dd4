import { gaussian, toHex, uniform } from "@lorats/base";
import { MULTICAST_SETUP_F_PORT } from "@lorats/lorawan";
import type { Place } from "../air/geometry.ts";
import type { Heard, Receiver, Transmission } from "../air/transmission.ts";
import { nextAct } from "./agenda.ts";
import { Battery, EXTERNAL_POWER } from "./battery.ts";
import { DEFAULT_CHANNELS, usableChannels } from "./channels.ts";
import type { VirtualDeviceOptions, VirtualDeviceParts } from "./device-options.ts";
import { restoreState, type DeviceState } from "./device-state.ts";
import { receive, type Downlink } from "./downlink.ts";
import { joinRequest, type Step } from "./join.ts";
import { joinDataRate, joinPauseS } from "./join-back-off.ts";
import { Listener } from "./listener.ts";
import type { HeardAs } from "./listening.ts";
import type { MacEffect } from "./mac-answers.ts";
import { setUpMulticast } from "./multicast-setup.ts";
import { Readings } from "./readings.ts";
import { rejoinRequest } from "./rejoin.ts";
import {
  afterRejoin,
  dueRejoin,
  forceRejoin,
  freshRejoinPlan,
  joinedPlan,
  type RejoinPlan,
} from "./rejoin-plan.ts";
import { hasMessage, requestsOf, type ClassStanding } from "./requests.ts";
import { Transmitter } from "./transmitter.ts";
import { dataUplink, signFor, type UnsignedUplink, type UplinkRequest } from "./uplink.ts";
import { dataWindows, joinWindows } from "./windows.ts";

/** Error of the clock that a microcontroller waits by: 30 … 50 ppm are usual. @see LoRaTS §3.2 */
const CLOCK_SD_PPM = 20;

/** A data frame that may have to be sent again. */
interface Pending {
  readonly frame: Omit<UnsignedUplink, "state">;
  readonly confirmed: boolean;
  readonly left: number;
}

/** Before a frame is sent again. @see LoRaWAN RP002-1.0.4 §3.2.1, RETRANSMIT_TIMEOUT: 2 ± 1 s */
const RETRANSMIT_S = [1, 3] as const;
/** A join-accept comes within this. */
const ACCEPT_S = 8;
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
  readonly #readings: Readings;
  #state: DeviceState;
  readonly #listener: Listener;
  #joinAttempts = 0;
  #pending: Pending | undefined;
  #rejoins: RejoinPlan;
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
    const { deviceClass = "A", pingSlotPeriodicity: periodicity = 0 } = options;
    this.#listener = new Listener({ deviceClass, periodicity }, parts.clock, parts.ciphers);
    this.#rejoins = freshRejoinPlan(parts.clock.monotonic());
    const clockPpm = CLOCK_SD_PPM * gaussian(parts.random.fork(7));
    this.#readings = new Readings(options, { ...parts, clockPpm });
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
    return this.#listener.isBeaconLocked;
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

  #heardAs(sent: Transmission): HeardAs | undefined {
    const isSending = this.#transmitter.isSending(sent.startNs, sent.endNs);
    return isSending ? undefined : this.#listener.heardAs(sent, this.#state);
  }

  hear({ transmission, snrDb }: Heard): void {
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
    const context = { snrDb, battery, isClassAWindow };
    const downlink = receive(this.#state, identity, phyPayload, context, this.#parts.ciphers);
    if (downlink.kind === "ignored") return;
    this.#note(downlink, heardAs);
    if (isClassAWindow) this.#listener.close();
    this.#save(downlink.state);
    if (downlink.kind === "join-accept") this.#onJoined();
    if (downlink.kind === "data") this.#onData(downlink);
  }

  #onJoined(): void {
    this.#joinAttempts = 0;
    this.#pending = undefined;
    this.#rejoins = joinedPlan(this.#rejoins, this.#parts.clock.monotonic());
    this.#parts.onJoined?.();
  }

  #onData(downlink: Downlink): void {
    // Any answer ends the repeats of an unconfirmed frame. @see LoRaWAN L2 1.0.4 §5.2
    if (downlink.ack || !this.#pending?.confirmed) this.#pending = undefined;
    for (const effect of downlink.effects) this.#carryOut(effect);
    if (downlink.fPort === MULTICAST_SETUP_F_PORT) this.#setUpMulticast(downlink.payload);
    const isPrompt = this.#listener.deviceClass !== "A" && this.#state.owesAck;
    if (isPrompt || downlink.fPending || this.#state.outbox.length > 0) this.#wakePromptly();
  }

  #carryOut(effect: MacEffect): void {
    if (effect.kind === "time") {
      const uplinkEndNs = this.#transmitter.last?.endNs ?? this.#parts.clock.monotonic();
      this.#listener.learnTime(effect.gpsNs, uplinkEndNs);
      return;
    }
    this.#rejoins = forceRejoin(this.#rejoins, effect, this.#parts.clock.monotonic());
    this.#wakePromptly();
  }

  #setUpMulticast(payload: Uint8Array): void {
    const { identity } = this.#options;
    const { groups, outbox } = this.#state;
    const { gpsS } = this.#listener;
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
    const nowNs = this.#parts.clock.monotonic();
    const keys = this.#state.session?.keys;
    const act = nextAct({
      isBatteryEmpty: this.#battery?.isEmpty ?? false,
      dutyWaitS: Number(this.#transmitter.freeAtNs - nowNs) / 1e9,
      isJoined: this.isJoined,
      isRejoinDue: this.#dueRejoin(nowNs) !== undefined,
      isRepeatDue: this.#pending !== undefined,
      hasMessage: hasMessage(this.#state, this.#standing),
      readingWaitS: Number(this.#readings.nextNs(nowNs, keys) - nowNs) / 1e9,
    });
    switch (act.kind) {
      case "sleep":
        return;
      case "wait":
        return this.#wakeIn(act.seconds);
      case "join":
        return this.#sendJoin();
      case "rejoin":
        return this.#sendRejoin();
      case "repeat":
        return this.#sendData(this.#pending!);
      case "message":
        return this.#sendMessage();
      case "reading":
        return this.#sendReading();
    }
  }

  /** A reset at some moment of the last interval: the session was in memory, nonces are not. */
  #mayReboot(): boolean {
    const { rebootMeanH, intervalS } = this.#options;
    if (!rebootMeanH || uniform(this.#parts.random) > intervalS / (3600 * rebootMeanH))
      return false;
    const { state } = this;
    this.#save({ ...state, session: undefined, rejoin: undefined, answers: "", owesAck: false });
    this.#listener.forget();
    this.#joinAttempts = 0;
    this.#wakeIn(2);
    return true;
  }

  #sendJoin(): void {
    const step = joinRequest(this.#state, this.#options.identity, this.#parts.ciphers);
    this.#sendRequest(step, joinDataRate(this.#joinAttempts));
    this.#wakeIn(joinPauseS(this.#joinAttempts++, this.#parts.random));
  }

  #dueRejoin(nowNs: bigint): ReturnType<typeof dueRejoin> {
    return dueRejoin(this.#rejoins, this.#state, nowNs, this.#options.rejoin1EveryS);
  }

  #sendRejoin(): void {
    const { clock, ciphers, random } = this.#parts;
    const nowNs = clock.monotonic();
    const due = this.#dueRejoin(nowNs)!;
    const step = rejoinRequest(this.#state, this.#options.identity, due.type, ciphers);
    this.#rejoins = afterRejoin(this.#rejoins, due, nowNs, random);
    if (step) this.#sendRequest(step, due.dataRate ?? step.state.session!.dataRate);
    this.#wakeIn(ACCEPT_S);
  }

  /** A join- or rejoin-request, after which a join-accept may come. */
  #sendRequest({ state, phyPayload }: Step, dataRate: number): void {
    this.#save(state);
    const { freqHz } = this.#anyOf(DEFAULT_CHANNELS);
    const sent = this.#transmitter.send(phyPayload, { freqHz, dataRate, powerIndex: 0 });
    this.#listener.open(joinWindows(sent, dataRate));
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
    this.#sendNew({ ...this.#readings.take(), confirmed: this.#options.confirmed });
  }

  #sendNew(request: UplinkRequest): void {
    const standing = this.#standing;
    const commands = requestsOf(this.#state, standing);
    const asked = { ...request, isClassB: standing.isBeaconLocked, commands };
    const { state, ...frame } = dataUplink(this.#state, asked, this.#parts.ciphers);
    this.#save(state);
    this.#sendData({ frame, confirmed: request.confirmed, left: state.session!.nbTrans });
  }

  get #standing(): ClassStanding {
    const { deviceClass, isBeaconLocked, knowsTime } = this.#listener;
    const { pingSlotPeriodicity: periodicity = 0 } = this.#options;
    return { deviceClass, periodicity, isBeaconLocked, knowsTime };
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
    this.#listener.open(dataWindows(sent, session, { dataRate, channel }));
    this.#pending = left > 1 ? { frame, confirmed, left: left - 1 } : undefined;
    const closedS = Number(sent.endNs - sent.startNs) / 1e9 + rx1DelayS + 1 + WINDOW_S;
    const [soonest, latest] = RETRANSMIT_S;
    const pauseS = confirmed ? soonest + (latest - soonest) * uniform(random) : 0;
    const restS = Number(this.#readings.nextNs(sent.endNs, session.keys) - sent.startNs) / 1e9;
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
