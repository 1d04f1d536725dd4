import {
  type HmacSha256,
  type LtsPilot,
  type LtsReport,
  type Rxpk,
  decodeDatagram,
} from "@lorats/backhaul";
import type { Clock, Eui64 } from "@lorats/base";
import { CounterUtc } from "../clock/counter-utc.ts";
import type { Counters } from "../counters.ts";
import type { Forwarder } from "../forward/forwarder.ts";
import { ltsReport, orphanReport, sealed, sealedPilot } from "../forward/lts.ts";
import { softRxpk } from "../forward/soft-rxpk.ts";
import {
  type ConcentratorFrame,
  CounterUnwrapper,
  wrapCounter,
} from "../matching/concentrator-frame.ts";
import { type Decision, Matcher, type TimedSighting, remainingUs } from "../matching/matcher.ts";
import { type Sighting, isDisturbed } from "../receiver/sighting.ts";
import { SightingLog } from "../snippets/sighting-log.ts";
import type { StreamContext } from "../sdr/sdr-session.ts";
import { DueTimer } from "./due-timer.ts";
import { Latencies } from "./latencies.ts";
import { PendingPush } from "./pending-push.ts";
import { SideReports } from "./side-reports.ts";

export interface UplinkOptions {
  readonly gatewayEui: Eui64;
  /** How long a concentrator's frame waits for its sighting. */
  readonly matchWaitMs: number;
  /** Whether the SDR's own decoding is forwarded: when no concentrator is heard, always, or never. */
  readonly soft: "auto" | "always" | "never";
  /** Sync words of frames worth forwarding. */
  readonly syncWords: readonly number[];
  /** Decibels between full scale and dBm at the antenna, for the soft gateway's RSSI. */
  readonly rssiOffsetDb: number;
  readonly hmac: HmacSha256 | null;
}

/** What the rest of the gateway is asked. */
export interface UplinkSurroundings {
  /** Whether the SDR hears this channel now. */
  sdrHears(freqHz: number): boolean;
  /** By how much the SDR's receivers lag behind. */
  sdrLagMs(): number;
  concentratorIsAlive(): boolean;
}

/** A sighting waits this long for the concentrator's report. */
const SIGHTING_WAIT_MS = 1_000;
const SIGHTINGS_LOGGED = 2000;

/** The way up: brings frames and sightings together, annotates, and hands over to the forwarder. */
export class UplinkPath {
  readonly latencies: Latencies = new Latencies();
  /** What was reported lately. */
  readonly log: SightingLog = new SightingLog(SIGHTINGS_LOGGED);
  readonly #options: UplinkOptions;
  readonly #clock: Clock;
  readonly #forwarder: Forwarder;
  readonly #counters: Counters;
  readonly #around: UplinkSurroundings;
  readonly #matcher: Matcher;
  /** The concentrator's counter, past its wraps. */
  readonly counter: CounterUnwrapper = new CounterUnwrapper();
  /** What that counter means, by its own word. */
  readonly counterUtc: CounterUtc = new CounterUtc();
  readonly #side: SideReports;
  readonly #waiting = new Map<number, { push: PendingPush; index: number }>();
  readonly #contexts = new WeakMap<Sighting, StreamContext>();
  #nextFrame = 1;
  readonly #timer: DueTimer;

  constructor(
    options: UplinkOptions,
    clock: Clock,
    forwarder: Forwarder,
    counters: Counters,
    around: UplinkSurroundings,
  ) {
    this.#options = options;
    this.#clock = clock;
    this.#forwarder = forwarder;
    this.#counters = counters;
    this.#around = around;
    this.#matcher = new Matcher({
      sightingWaitNs: BigInt(SIGHTING_WAIT_MS) * 1_000_000n,
    });
    this.#timer = new DueTimer(clock, () =>
      this.#perform(this.#matcher.advance(clock.monotonic())),
    );
    this.#side = new SideReports(clock, (lts) => forwarder.push(options.gatewayEui, { lts }));
  }

  /** A PUSH_DATA from the concentrator's packet forwarder, or from another one (`isOurs` false), which passes unchanged. */
  pushData(datagram: Uint8Array, isOurs: boolean): void {
    const arrivedNs = this.#clock.monotonic();
    const decoded = decodeDatagram(datagram);
    if (!decoded.ok || decoded.value.type !== "push-data") {
      this.#counters.malformed++;
      this.#forwarder.sendOnce(datagram);
      return;
    }
    const { uplinks, refused } = decoded.value;
    if (uplinks.length === 0 && refused.length === 0) {
      this.#counters.stats++;
      this.#forwarder.sendOnce(datagram);
      return;
    }
    this.#counters.uplinks += uplinks.length;
    const entry = this.#forwarder.keep(datagram);
    // With an entry that we cannot read, indices are not those of the datagram.
    if (!isOurs || refused.length > 0 || uplinks.length === 0) {
      this.#counters.plain += uplinks.length;
      this.#forwarder.release(entry);
      return;
    }
    const push = new PendingPush(entry, uplinks);
    for (const [index, rxpk] of uplinks.entries()) this.#await(push, index, rxpk, arrivedNs);
  }

  sighting(sighting: Sighting, context: StreamContext): void {
    if (isDisturbed(sighting.collision)) this.#counters.collisions++;
    this.#contexts.set(sighting, context);
    const { soft } = this.#options;
    const alone = soft === "always" || !this.#around.concentratorIsAlive();
    if (alone) return this.#aloneSighting(sighting, context, soft !== "never");
    const nowNs = this.#clock.monotonic();
    const timed: TimedSighting = {
      sighting,
      endNs: context.clock.monotonicAt(sighting.endSample),
      endCounter: context.clock.counterAt(sighting.endSample),
      offeredNs: nowNs,
    };
    this.#perform(this.#matcher.offerSighting(timed, nowNs));
  }

  /** A transmission of known time and carrier. */
  pilot(pilot: LtsPilot): void {
    this.#counters[pilot.source === "beacon" ? "beacons" : "pilots"]++;
    this.#side.addPilot(sealedPilot(pilot, this.#options.hmac));
  }

  /** Forwards whatever still waits. */
  stop(): void {
    this.#perform(this.#matcher.drain());
    this.#timer.stop();
    this.#side.flush();
  }

  #await(push: PendingPush, index: number, rxpk: Rxpk, arrivedNs: bigint): void {
    const { counter } = rxpk.times;
    const counterUs =
      counter?.kind === "tmst" ? this.counter.unwrap(counter.us, arrivedNs) : undefined;
    if (counterUs !== undefined) this.counterUtc.observe(counterUs, rxpk.times);
    const isLora = rxpk.modulation.kind === "lora";
    if (!isLora || !this.#around.sdrHears(rxpk.freqHz)) {
      this.#counters.plain++;
      this.#decide(push, index, undefined);
      return;
    }
    const id = this.#nextFrame++;
    this.#waiting.set(id, { push, index });
    const { gatewayEui } = this.#options;
    const waitNs = this.#waitNs();
    const frame: ConcentratorFrame = { id, gatewayEui, rxpk, arrivedNs, waitNs, counterUs };
    this.#perform(this.#matcher.offerFrame(frame, this.#clock.monotonic()));
  }

  /** An SDR that lags behind by more than a frame may wait will not be in time: waiting would cost and bring nothing. */
  #waitNs(): bigint {
    const { matchWaitMs } = this.#options;
    const isHopeless = this.#around.sdrLagMs() > matchWaitMs;
    if (isHopeless) this.#counters.unwaited++;
    return isHopeless ? 0n : BigInt(Math.round(matchWaitMs * 1e6));
  }

  #decide(push: PendingPush, index: number, report: LtsReport | undefined): void {
    if (push.decide(index, report)) this.#forwarder.release(push.entry, push.annotated());
  }

  #perform(decisions: readonly Decision[]): void {
    for (const decision of decisions) {
      if (decision.kind === "matched") this.#matched(decision);
      else if (decision.kind === "frame-alone") this.#frameAlone(decision);
      else this.#sightingAlone(decision.sighting.sighting);
    }
    this.#timer.set(this.#matcher.nextDueNs);
  }

  #matched(decision: Extract<Decision, { kind: "matched" }>): void {
    const { frame, certain, late } = decision;
    const { sighting } = decision.sighting;
    const context = this.#contexts.get(sighting)!;
    if (certain && sighting.ambiguity === null) this.#learn(frame, sighting, context);
    const report = this.#reportOn(sighting, context);
    if (late) {
      this.#counters.lateMatches++;
      if (report) this.#side.addOrphan(orphanReport(sighting, report, this.#options.hmac));
      return;
    }
    const waiting = this.#waiting.get(frame.id)!;
    this.#waiting.delete(frame.id);
    this.#counters[report ? "annotated" : "plain"]++;
    const { phyPayload, times } = frame.rxpk;
    const isDone = report && sealed(report, phyPayload, times.counter, this.#options.hmac);
    this.#decide(waiting.push, waiting.index, isDone ?? undefined);
    this.#timeLatency(sighting, context);
  }

  #frameAlone({ frame, ambiguous }: Extract<Decision, { kind: "frame-alone" }>): void {
    const waiting = this.#waiting.get(frame.id)!;
    this.#waiting.delete(frame.id);
    this.#counters.plain++;
    if (ambiguous) this.#counters.ambiguous++;
    this.#decide(waiting.push, waiting.index, undefined);
  }

  /** The concentrator did not report it: its own decoding, where the counter that downlinks are timed by is known. */
  #sightingAlone(sighting: Sighting): void {
    const context = this.#contexts.get(sighting)!;
    if (sighting.kind === "frame") {
      if (!this.#isForUs(sighting)) return;
      this.#counters.sdrOnly++;
      const counter = context.clock.counterAt(sighting.endSample);
      if (counter && this.#options.soft !== "never") {
        return this.#forwardSoft(sighting, context, wrapCounter(counter.us));
      }
    }
    this.#forwardOrphan(sighting, context);
  }

  /** No concentrator: the SDR is the gateway. */
  #aloneSighting(sighting: Sighting, context: StreamContext, forwards: boolean): void {
    if (sighting.kind !== "frame") return this.#forwardOrphan(sighting, context);
    if (!this.#isForUs(sighting)) return;
    if (!forwards) return this.#forwardOrphan(sighting, context);
    const us = context.startedUs + context.clock.elapsedUs(sighting.endSample);
    this.#forwardSoft(sighting, context, wrapCounter(us));
  }

  #isForUs({ syncWord }: Sighting): boolean {
    const isForUs = syncWord !== null && this.#options.syncWords.includes(syncWord);
    if (!isForUs) this.#counters.foreign++;
    return isForUs;
  }

  /** What is said of a sighting, logged; null while the sample clock does not run. */
  #reportOn(sighting: Sighting, { clock, stream, number }: StreamContext): LtsReport | null {
    const report = ltsReport(sighting, clock, stream.sampleRateHz);
    if (report) this.log.add(sighting, report, number);
    return report;
  }

  #forwardSoft(sighting: Sighting, context: StreamContext, counterUs: number): void {
    const { gatewayEui, hmac, rssiOffsetDb } = this.#options;
    const { payload } = sighting;
    if (!payload || payload.length === 0) return;
    const report = this.#reportOn(sighting, context);
    const lts = report ? sealed(report, payload, { kind: "tmst", us: counterUs }, hmac) : undefined;
    const end = context.clock.at(sighting.endSample);
    const rxpk = softRxpk(sighting, { counterUs, end, rssiOffsetDb, lts });
    this.#counters.softFrames++;
    this.#forwarder.push(gatewayEui, { uplinks: [rxpk] });
    this.#timeLatency(sighting, context);
  }

  #forwardOrphan(sighting: Sighting, context: StreamContext): void {
    const report = this.#reportOn(sighting, context);
    if (!report) return;
    this.#counters.orphans++;
    this.#side.addOrphan(orphanReport(sighting, report, this.#options.hmac));
  }

  /** Equal frames on both sides tie the sample clock to the concentrator's. Both mean the end of the frame. */
  #learn(frame: ConcentratorFrame, sighting: Sighting, { clock, stream }: StreamContext): void {
    const { onsetSdSamples } = sighting;
    if (onsetSdSamples === null) return;
    const tailUs = remainingUs({ sighting }, frame);
    const endSample = sighting.endSample + (tailUs * stream.sampleRateHz) / 1e6;
    const sdNs = (onsetSdSamples / stream.sampleRateHz) * 1e9;
    this.#counters.anchors++;
    if (frame.counterUs !== undefined) clock.observeCounter(endSample, frame.counterUs, sdNs);
  }

  #timeLatency(sighting: Sighting, { clock, stream }: StreamContext): void {
    // The constant delay of dongle and driver cannot be observed; what the samples waited for their buffer is in here.
    const endNs = stream.pace === "live" ? clock.earliestArrivalNs(sighting.endSample) : null;
    if (endNs !== null) this.latencies.add(Number(this.#clock.monotonic() - endNs) / 1e6);
  }
}
