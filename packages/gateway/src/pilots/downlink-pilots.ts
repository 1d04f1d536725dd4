import type { DownlinkItem, LtsPilot, LtsReport } from "@lorats/backhaul";
import { gpsToInstant, type Instant } from "@lorats/base";
import type { CounterUtc, CounterUtcTime } from "../clock/counter-utc.ts";
import { ltsReport } from "../forward/lts.ts";
import { type CounterUnwrapper, wrapCounter } from "../matching/concentrator-frame.ts";
import type { WatchReport } from "../receiver/receiver-messages.ts";
import type { Sighting } from "../receiver/sighting.ts";
import type { WatchOrder } from "../receiver/watch.ts";
import type { StreamContext } from "../sdr/sdr-session.ts";

/** What the desk needs of the SDR. */
export interface PilotEars {
  /** Orders a look; false when that frequency cannot be heard. */
  watch(order: Omit<WatchOrder, "fromSample" | "toSample">, fromNs: bigint, toNs: bigint): boolean;
}

/** A downlink that was seen leaving. */
export interface SeenPilot {
  readonly pilot: LtsPilot;
  /** Unwrapped counter at its onset; null for one that was sent at once. */
  readonly counterUs: number | null;
}

interface Pending {
  readonly item: DownlinkItem;
  readonly counterUs: number | null;
}

// Reports of frames, from which the counter is known, come late by the forwarder's polling: the downlink may leave earlier than it seems.
const EARLY_NS = 500_000_000n;
const LATE_NS = 300_000_000n;
/** A class A downlink is handed over at most so long before it leaves. */
const LONGEST_NOTICE_NS = 8_000_000_000n;
const LONGEST_FRAME_NS = 3_000_000_000n;
const MOST_PENDING = 32;
/** Between what the concentrator was told and what it does. */
const TRANSMITTER_SD_NS = 2_000;
/** A worse time of leaving is not worth saying. */
const SENT_SD_NS = 100_000;
const SIGMAS = 4;
const COUNTER_SLACK_US = 50;

/**
 * Downlinks of the gateway's own concentrator as pilots: the proxy knows what leaves, when and on what carrier; the SDR hears it
 * leave. That ties samples to the counter without a frame that both have decoded, and shows the receiver's own bias.
 */
export class DownlinkPilots {
  readonly #ears: PilotEars;
  readonly #counter: CounterUnwrapper;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  seen = 0;
  missed = 0;

  constructor(ears: PilotEars, counter: CounterUnwrapper) {
    this.#ears = ears;
    this.#counter = counter;
  }

  /** A downlink has been handed to the concentrator at `nowNs`; `utcNow` is the computer's UTC. */
  expect(item: DownlinkItem, nowNs: bigint, utcNow: Instant): void {
    const { modulation, freqHz, invertPolarization: invertIq } = item;
    if (modulation.kind !== "lora" || item.implicitHeader) return;
    const due = this.#due(item, nowNs, utcNow);
    const { sf, bwHz } = modulation;
    const id = this.#nextId++;
    if (!this.#ears.watch({ id, freqHz, sf, bwHz, invertIq }, due.fromNs, due.toNs)) return;
    this.#pending.set(id, { item, counterUs: due.counterUs });
    if (this.#pending.size > MOST_PENDING) {
      this.#pending.delete(this.#pending.keys().next().value!);
    }
  }

  /** What came of a watch. `utc`: what the concentrator's counter means. */
  seenAs(
    { id, sightings }: WatchReport,
    { clock, stream }: StreamContext,
    utc: CounterUtc,
  ): SeenPilot | null {
    const pending = this.#pending.get(id);
    if (!pending) return null;
    this.#pending.delete(id);
    const { counterUs, item } = pending;
    const sighting = sightings.find(
      (candidate) =>
        isThat(candidate, item) || isThen(clock.counterAt(candidate.onsetSample), counterUs),
    );
    const report = sighting && ltsReport(sighting, clock, stream.sampleRateHz);
    if (!sighting || !report) {
      this.missed++;
      return null;
    }
    this.seen++;
    const sdNs = Math.hypot(sampleSdNs(sighting, stream.sampleRateHz), TRANSMITTER_SD_NS);
    if (counterUs !== null) clock.observeCounter(sighting.onsetSample, counterUs, sdNs);
    const sentAt = counterUs === null ? null : utc.at(counterUs);
    return { pilot: pilotOf(report, sighting, counterUs, sentAt), counterUs };
  }

  #due(
    { timing }: DownlinkItem,
    nowNs: bigint,
    utcNow: Instant,
  ): { fromNs: bigint; toNs: bigint; counterUs: number | null } {
    if (timing.kind === "counter") {
      const { us, ns, isKnown } = this.#counter.resolve(timing.us, nowNs);
      const fromNs = isKnown ? ns - EARLY_NS : nowNs - EARLY_NS;
      const lastNs = isKnown ? ns + LATE_NS : nowNs + LONGEST_NOTICE_NS;
      return { fromNs, toNs: lastNs + LONGEST_FRAME_NS, counterUs: us };
    }
    const inNs = timing.kind === "gps" ? gpsToInstant(timing.gpsNs) - utcNow : 0n;
    const atNs = nowNs + inNs;
    return { fromNs: atNs - EARLY_NS, toNs: atNs + LATE_NS + LONGEST_FRAME_NS, counterUs: null };
  }
}

function isThat({ payload }: Sighting, { phyPayload }: DownlinkItem): boolean {
  return (
    payload !== null &&
    payload.length === phyPayload.length &&
    payload.every((byte, i) => byte === phyPayload[i])
  );
}

/** A transmitter next to the antenna can be too loud to be decoded; its time still says that it is the one. */
function isThen(
  seen: { readonly us: number; readonly sdUs: number } | null,
  counterUs: number | null,
): boolean {
  if (!seen || counterUs === null) return false;
  return Math.abs(seen.us - counterUs) < SIGMAS * seen.sdUs + COUNTER_SLACK_US;
}

function sampleSdNs({ onsetSdSamples }: Sighting, sampleRateHz: number): number {
  return ((onsetSdSamples ?? sampleRateHz / 125_000) / sampleRateHz) * 1e9;
}

function pilotOf(
  report: LtsReport,
  { freqHz, sf, bwHz }: Sighting,
  counterUs: number | null,
  sentAt: CounterUtcTime | null,
): LtsPilot {
  return {
    ...report,
    source: "downlink",
    freqHz,
    sf,
    bwHz,
    ...(sentAt && sentAt.sdNs < SENT_SD_NS && { sentAt: sentAt.instant }),
    ...(counterUs !== null && { tmst: wrapCounter(counterUs) }),
  };
}
