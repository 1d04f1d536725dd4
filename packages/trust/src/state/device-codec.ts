import { type GatewayId, PeerDataError } from "@lorats/base";
import type { ArrivalHabit, PreciseSource } from "../path/arrival-habit.ts";
import type { PathHabit } from "../path/path-habit.ts";
import type { ProbeTrack } from "../probe/probe-track.ts";
import type { ScheduleTrack } from "../schedule/schedule-track.ts";
import type { DeviceSigns, Trend } from "../signals/device-signs.ts";
import { type BiasTrack } from "../track/bias-track.ts";
import { gatewayOfLink, type LinkKey } from "../track/gauge.ts";
import type { BodyTemperature } from "../track/body-temperature.ts";
import { packBank, unpackBank } from "../track/bank-layout.ts";
import type { Habit } from "../track/habit.ts";
import { LAGS_S } from "../track/motions.ts";
import type { Residual } from "../track/residual.ts";
import type { SlowChecks } from "../track/slow-checks.ts";
import type { DeviceTrust, LastFrame } from "./device-trust.ts";
import { STATE_FORMAT, StateReader, StateWriter } from "./state-bytes.ts";

const KINDS = ["periodic", "hopping", "tick"] as const;
const SOURCES = ["sdr", "fine", "gps"] as const satisfies readonly PreciseSource[];

/** A device's state as it is stored: exact where it matters for the next step, below 1 kB. */
export function encodeDevice(state: DeviceTrust): Uint8Array {
  const gateways = gatewaysOf(state);
  const w = new StateWriter().u8(STATE_FORMAT);
  w.list(gateways, (id) => w.id(id));
  w.maybe(state.track, (track) => writeTrack(w, track, gateways));
  writeHabit(w, state.clock);
  writeHabit(w, state.drift);
  w.list(state.path, (one) => writePath(w, one, gateways));
  w.u16(state.pathFrames).u8(state.pathSf);
  w.list(state.arrivals, ({ gatewayId, source, late }) => {
    w.u8(SOURCES.indexOf(source)).u8(gateways.indexOf(gatewayId));
    writeHabit(w, late);
  });
  w.maybe(state.place, (one) =>
    w.f64(one.latitudeDeg, one.longitudeDeg, one.atS).f32(one.uncertaintyM),
  );
  w.maybe(state.schedule, (one) => writeSchedule(w, one));
  w.maybe(state.hopping, ({ slot, slice }) => w.u32(slot).f64(slice));
  writeProbes(w, state.probes);
  writeSigns(w, state.signs);
  w.u32(state.frames);
  w.maybe(state.last, (one) => writeLast(w, one));
  w.f64(state.meanIntervalS, state.attackFreeUntilS).f32(state.heldBack);
  w.u8((state.joined ? 1 : 0) | (state.repeats ? 2 : 0));
  return w.bytes;
}

/** @throws {PeerDataError} `TRUST_STATE_UNREADABLE` damaged, or written by a newer release */
export function decodeDevice(bytes: Uint8Array): DeviceTrust {
  const r = new StateReader(bytes);
  const format = r.u8();
  if (format !== STATE_FORMAT) {
    throw new PeerDataError("TRUST_STATE_UNREADABLE", `a device's state has the format ${format}`);
  }
  const gateways = r.list(() => r.id<GatewayId>());
  const track = r.maybe(() => readTrack(r, gateways));
  const clock = readHabit(r);
  const drift = readHabit(r);
  const path = r.list(() => readPath(r, gateways));
  const [pathFrames, pathSf] = [r.u16(), r.u8()];
  const arrivals = r.list((): ArrivalHabit => ({
    source: SOURCES[r.u8()] ?? "gps",
    gatewayId: gateways[r.u8()]!,
    late: readHabit(r),
  }));
  const place = r.maybe(() => ({
    latitudeDeg: r.f64(),
    longitudeDeg: r.f64(),
    atS: r.f64(),
    uncertaintyM: r.f32(),
  }));
  const schedule = r.maybe(() => readSchedule(r));
  const hopping = r.maybe(() => ({ slot: r.u32(), slice: r.f64() }));
  const probes = readProbes(r);
  const signs = readSigns(r);
  const frames = r.u32();
  const last = r.maybe(() => readLast(r));
  const [meanIntervalS, attackFreeUntilS, heldBack] = [r.f64(), r.f64(), r.f32()];
  const flags = r.u8();
  return {
    track,
    clock,
    drift,
    path,
    pathFrames,
    pathSf,
    arrivals,
    place,
    schedule,
    hopping,
    probes,
    signs,
    frames,
    last,
    meanIntervalS,
    attackFreeUntilS,
    heldBack,
    joined: (flags & 1) !== 0,
    repeats: (flags & 2) !== 0,
  };
}

/** Gateways that the state names, each once. */
function gatewaysOf({ track, path, arrivals }: DeviceTrust): readonly GatewayId[] {
  const linked = track?.links.map(({ key }) => gatewayOfLink(key)) ?? [];
  return [...new Set([...linked, ...[...path, ...arrivals].map(({ gatewayId }) => gatewayId)])];
}

function writeTrack(w: StateWriter, track: BiasTrack, gateways: readonly GatewayId[]): void {
  w.f32(...packBank(track.bank))
    .u32(track.frames)
    .f64(track.lastS)
    .u8(track.authenticated ? 1 : 0);
  writeChecks(w, track.checks);
  w.list(track.channels, (one) => {
    const [freqHz, bwHz] = one.key.split("/").map(Number) as [number, number];
    w.u32(freqHz).u16(bwHz / 100);
    writeResidual(w, one);
  });
  w.list(track.links, (one) => {
    w.u8(one.key.startsWith("sdr:") ? 0 : 1).u8(gateways.indexOf(gatewayOfLink(one.key)));
    writeResidual(w, one);
  });
  w.maybe(track.temperature, (one) => w.f64(one.atS).f32(one.reportedC, ...one.bodyC));
  w.maybe(track.step, ({ ppm, shiftPpm, sdPpm, frames }) => w.f32(ppm, shiftPpm, sdPpm).u8(frames));
}

function readTrack(r: StateReader, gateways: readonly GatewayId[]): BiasTrack {
  const bank = unpackBank(() => r.f32());
  const [frames, lastS, authenticated] = [r.u32(), r.f64(), r.u8() === 1];
  const checks = readChecks(r);
  const channels = r.list(() => readResidual(r, `${r.u32()}/${100 * r.u16()}`));
  const links = r.list(() => {
    const instrument = r.u8() === 0 ? "sdr" : "concentrator";
    const key: LinkKey = `${instrument}:${gateways[r.u8()]!}`;
    return readResidual(r, key);
  });
  const temperature = r.maybe((): BodyTemperature => ({
    atS: r.f64(),
    reportedC: r.f32(),
    bodyC: LAGS_S.map(() => r.f32()),
  }));
  const step = r.maybe(() => ({
    ppm: r.f32(),
    shiftPpm: r.f32(),
    sdPpm: r.f32(),
    frames: r.u8(),
  }));
  return { bank, frames, lastS, authenticated, checks, channels, links, temperature, step };
}

function writeResidual(w: StateWriter, { meanPpm, variancePpm2, frames }: Residual<unknown>): void {
  w.f32(meanPpm, variancePpm2).u16(frames);
}

function readResidual<Key>(r: StateReader, key: Key): Residual<Key> {
  return { key, meanPpm: r.f32(), variancePpm2: r.f32(), frames: r.u16() };
}

function writeChecks(w: StateWriter, checks: SlowChecks): void {
  w.f32(checks.up, checks.down, checks.anchorPpm, checks.dayPpm, checks.spreadPpm2)
    .u32(checks.sinceS)
    .u32(checks.frames);
}

function readChecks(r: StateReader): SlowChecks {
  const [up, down, anchorPpm] = [r.f32(), r.f32(), r.f32()];
  const [dayPpm, spreadPpm2] = [r.f32(), r.f32()];
  return { up, down, anchorPpm, dayPpm, spreadPpm2, sinceS: r.u32(), frames: r.u32() };
}

function writeHabit(w: StateWriter, { mean, variance, frames }: Habit): void {
  w.f32(mean, variance).u16(frames);
}

function readHabit(r: StateReader): Habit {
  return { mean: r.f32(), variance: r.f32(), frames: r.u16() };
}

function writePath(
  w: StateWriter,
  { gatewayId, share, rssiDbm, rssiDb2 }: PathHabit,
  gateways: readonly GatewayId[],
): void {
  w.u8(gateways.indexOf(gatewayId)).f32(share, rssiDbm, rssiDb2);
}

function readPath(r: StateReader, gateways: readonly GatewayId[]): PathHabit {
  return { gatewayId: gateways[r.u8()]!, share: r.f32(), rssiDbm: r.f32(), rssiDb2: r.f32() };
}

function writeSchedule(w: StateWriter, one: ScheduleTrack): void {
  w.u8(KINDS.indexOf(one.kind)).f64(one.unit, one.atS, one.rate);
  w.f32(one.placeS2, one.crossS2, one.rateS2, one.scatterS2).u8(one.frames);
}

function readSchedule(r: StateReader): ScheduleTrack {
  const kind = KINDS[r.u8()] ?? "periodic";
  const [unit, atS, rate] = [r.f64(), r.f64(), r.f64()];
  const [placeS2, crossS2, rateS2, scatterS2] = [r.f32(), r.f32(), r.f32(), r.f32()];
  return { kind, unit, atS, rate, placeS2, crossS2, rateS2, scatterS2, frames: r.u8() };
}

function writeProbes(w: StateWriter, probes: ProbeTrack): void {
  w.u32(probes.sent)
    .u32(probes.answeredNext)
    .u32(probes.unanswered)
    .u8(probes.run)
    .u16(probes.day)
    .u16(probes.today);
  w.maybe(probes.lastBoundS, (one) => w.f32(one));
  w.maybe(probes.pending, (one) => w.id(one.deduplicationId).u32(one.fCnt).f32(one.boundS));
}

function readProbes(r: StateReader): ProbeTrack {
  const [sent, answeredNext, unanswered] = [r.u32(), r.u32(), r.u32()];
  const [run, day, today] = [r.u8(), r.u16(), r.u16()];
  const lastBoundS = r.maybe(() => r.f32());
  const pending = r.maybe(() => ({
    deduplicationId: r.id<string>(),
    fCnt: r.u32(),
    boundS: r.f32(),
  }));
  return { sent, answeredNext, unanswered, run, day, today, lastBoundS, pending };
}

function writeSigns(w: StateWriter, signs: DeviceSigns): void {
  w.f32(signs.joins, signs.loss, signs.badMics).f64(signs.joinsAtS, signs.badMicsAtS);
  const trend = ({ now, long }: Trend): unknown => w.f32(now, long);
  w.maybe(signs.battery, trend).maybe(signs.margin, trend);
  w.list(Object.entries(signs.raised), ([code, sinceS]) => w.text(code).f64(sinceS));
}

function readSigns(r: StateReader): DeviceSigns {
  const [joins, loss, badMics, joinsAtS, badMicsAtS] = [
    r.f32(),
    r.f32(),
    r.f32(),
    r.f64(),
    r.f64(),
  ];
  const trend = (): Trend => ({ now: r.f32(), long: r.f32() });
  const [battery, margin] = [r.maybe(trend), r.maybe(trend)];
  const raised = Object.fromEntries(r.list(() => [r.text(), r.f64()] as const));
  return { joins, loss, badMics, joinsAtS, badMicsAtS, battery, margin, raised };
}

function writeLast(w: StateWriter, { deduplicationId, fCnt, sentS, ppm }: LastFrame): void {
  w.id(deduplicationId).u32(fCnt).f64(sentS);
  w.maybe(ppm, (one) => w.f64(one));
}

function readLast(r: StateReader): LastFrame {
  return {
    deduplicationId: r.id<string>(),
    fCnt: r.u32(),
    sentS: r.f64(),
    ppm: r.maybe(() => r.f64()),
  };
}
