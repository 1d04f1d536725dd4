import { uniform, type Clock, type SeededRandom } from "@lorats/base";
import { maxMacPayload, type Ciphers, type Region } from "@lorats/lorawan";
import { usableChannels, type DeviceChannel } from "./channels.ts";
import type { DeviceMemory } from "./device-memory.ts";
import type { Downlink } from "./downlink.ts";
import { joinRequest, type DeviceIdentity, type Step } from "./join.ts";
import { joinChannels, joinDataRate, joinPauseS } from "./join-back-off.ts";
import type { Listener } from "./listener.ts";
import type { MacEffect } from "./mac-answers.ts";
import type { Readings } from "./readings.ts";
import { rejoinRequest } from "./rejoin.ts";
import {
  afterRejoin,
  dueRejoin,
  forceRejoin,
  freshRejoinPlan,
  joinedPlan,
  type RejoinPlan,
} from "./rejoin-plan.ts";
import { requestsOf, type ClassStanding } from "./requests.ts";
import type { Transmitter } from "./transmitter.ts";
import { dataUplink, signFor, type UnsignedUplink, type UplinkRequest } from "./uplink.ts";
import { dataWindows, joinWindows } from "./windows.ts";

/** A data frame that may have to be sent again. */
interface Pending {
  readonly frame: Omit<UnsignedUplink, "state">;
  readonly confirmed: boolean;
  readonly left: number;
}

interface SenderOptions {
  readonly identity: DeviceIdentity;
  readonly confirmed: boolean;
  readonly rejoin1EveryS?: number | undefined;
  readonly pingSlotPeriodicity?: number;
}

interface SenderParts {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly ciphers: Ciphers;
  readonly memory: DeviceMemory;
  readonly transmitter: Transmitter;
  readonly listener: Listener;
  readonly readings: Readings;
}

/** Before a frame is sent again. @see LoRaWAN RP002-1.0.4 §3.2.1, RETRANSMIT_TIMEOUT: 2 ± 1 s */
const RETRANSMIT_S = [1, 3] as const;
/** A join-accept comes within this. */
const ACCEPT_S = 8;
/** A window is closed after this when nothing began in it. */
const WINDOW_S = 0.3;
const MHDR_AND_MIC = 5;

const NOTHING = new Uint8Array(0);

function fits({ state, phyPayload }: UnsignedUplink, region: Region): boolean {
  const { dataRate, dwell } = state.session!;
  return (
    phyPayload.length <= maxMacPayload(region, dataRate, { dwell: dwell.uplink }) + MHDR_AND_MIC
  );
}

/** What a device sends: joins with growing pauses, rejoins, readings, messages and their repeats. Every act says in how many seconds to wake again. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #parts: SenderParts;
  #joinAttempts = 0;
  #pending: Pending | undefined;
  #rejoins: RejoinPlan;

  constructor(options: SenderOptions, parts: SenderParts) {
    this.#options = options;
    this.#parts = parts;
    this.#rejoins = freshRejoinPlan(parts.clock.monotonic());
  }

  get isRepeatDue(): boolean {
    return this.#pending !== undefined;
  }

  get isRejoinDue(): boolean {
    return this.#dueRejoin() !== undefined;
  }

  /** What its class makes of the network so far. */
  get standing(): ClassStanding {
    const { deviceClass, isBeaconLocked, knowsTime } = this.#parts.listener;
    const { pingSlotPeriodicity: periodicity = 0 } = this.#options;
    return { deviceClass, periodicity, isBeaconLocked, knowsTime };
  }

  /** A session has begun. */
  joined(): void {
    this.#joinAttempts = 0;
    this.#pending = undefined;
    this.#rejoins = joinedPlan(this.#rejoins, this.#parts.clock.monotonic());
  }

  /** A reset: pauses between join-requests begin anew. */
  forget(): void {
    this.#joinAttempts = 0;
  }

  /** Any answer ends the repeats of an unconfirmed frame. @see LoRaWAN L2 1.0.4 §5.2 */
  answered({ ack }: Downlink): void {
    if (ack || !this.#pending?.confirmed) this.#pending = undefined;
  }

  forceRejoin(effect: Extract<MacEffect, { kind: "force-rejoin" }>): void {
    this.#rejoins = forceRejoin(this.#rejoins, effect, this.#parts.clock.monotonic());
  }

  join(): number {
    const { memory, ciphers, random } = this.#parts;
    const { identity } = this.#options;
    const step = joinRequest(memory.state, identity, ciphers, random);
    const dataRate = joinDataRate(identity.plan, this.#joinAttempts);
    this.#request(step, dataRate, joinChannels(identity.plan, dataRate));
    return joinPauseS(this.#joinAttempts++, random);
  }

  rejoin(): number {
    const { clock, ciphers, random, memory } = this.#parts;
    const due = this.#dueRejoin()!;
    const step = rejoinRequest(memory.state, this.#options.identity, due.type, ciphers);
    this.#rejoins = afterRejoin(this.#rejoins, due, clock.monotonic(), random);
    if (step) {
      const { dataRate: usual, channels } = step.state.session!;
      const dataRate = due.dataRate ?? usual;
      const usable = usableChannels(channels, dataRate).map((index) => channels[index]!);
      if (usable.length > 0) this.#request(step, dataRate, usable);
    }
    return ACCEPT_S;
  }

  message(): number {
    const { memory } = this.#parts;
    const [message, ...outbox] = memory.state.outbox;
    if (message) memory.save({ ...memory.state, outbox });
    return this.#new({
      fPort: message?.fPort ?? null,
      payload: Uint8Array.fromHex(message?.payload ?? ""),
      confirmed: false,
    });
  }

  reading(): number {
    const { confirmed } = this.#options;
    return this.#new({ ...this.#parts.readings.take(), confirmed });
  }

  repeat(): number {
    return this.#data(this.#pending!);
  }

  get #region(): Region {
    return this.#options.identity.plan.region;
  }

  #dueRejoin(): ReturnType<typeof dueRejoin> {
    const { clock, memory } = this.#parts;
    const { rejoin1EveryS } = this.#options;
    return dueRejoin(this.#rejoins, memory.state, clock.monotonic(), rejoin1EveryS);
  }

  /** A join- or rejoin-request, after which a join-accept may come. */
  #request(
    { state, phyPayload }: Step,
    dataRate: number,
    channels: readonly DeviceChannel[],
  ): void {
    const { memory, transmitter, listener } = this.#parts;
    memory.save(state);
    const { freqHz } = this.#anyOf(channels);
    const sent = transmitter.send(phyPayload, { freqHz, dataRate, powerIndex: 0 });
    listener.open(joinWindows(this.#region, sent, dataRate));
  }

  #new(request: Pick<UplinkRequest, "fPort" | "payload" | "confirmed">): number {
    const { memory, ciphers } = this.#parts;
    const { standing } = this;
    const commands = requestsOf(memory.state, standing);
    const region = this.#region;
    const asked = { ...request, region, isClassB: standing.isBeaconLocked, commands };
    const whole = dataUplink(memory.state, asked, ciphers);
    // What does not fit into the data rate is lost; acknowledgement and commands go out without it.
    const { state, ...frame } = fits(whole, region)
      ? whole
      : dataUplink(memory.state, { ...asked, fPort: null, payload: NOTHING }, ciphers);
    memory.save(state);
    return this.#data({ frame, confirmed: request.confirmed, left: state.session!.nbTrans });
  }

  #data({ frame, confirmed, left }: Pending): number {
    const { random, ciphers, memory, transmitter, listener, readings } = this.#parts;
    const session = memory.state.session!;
    const { dataRate, rx1DelayS, txPowerIndex: powerIndex, maxDutyCycle, maxEirpDbm } = session;
    const channel = this.#anyOf(usableChannels(session.channels, dataRate));
    const { freqHz } = session.channels[channel]!;
    const signed = signFor(frame, session, { dataRate, channel }, ciphers);
    const radio = { freqHz, dataRate, powerIndex, maxEirpDbm };
    const sent = transmitter.send(signed, radio, 1 / 2 ** maxDutyCycle);
    listener.open(dataWindows(this.#region, sent, session, { dataRate, channel }));
    this.#pending = left > 1 ? { frame, confirmed, left: left - 1 } : undefined;
    const closedS = Number(sent.endNs - sent.startNs) / 1e9 + rx1DelayS + 1 + WINDOW_S;
    if (!this.#pending) {
      const restNs = readings.nextNs(sent.endNs, session.keys) - sent.startNs;
      return Math.max(closedS, Number(restNs) / 1e9);
    }
    const [soonest, latest] = RETRANSMIT_S;
    return confirmed ? closedS + soonest + (latest - soonest) * uniform(random) : closedS;
  }

  #anyOf<T>(choices: readonly T[]): T {
    return choices[Math.floor(uniform(this.#parts.random) * choices.length)]!;
  }
}
