import { PeerDataError } from "@lorats/base";
import type { CounterClock } from "../time/counter-clock.ts";
import type { Decoded, Orphan, OrphanBook } from "../orphan/orphan-book.ts";
import type { ShiftBook } from "../track/common-shift.ts";
import type { Oscillator } from "../track/oscillator.ts";
import type { Receiver } from "../track/receiver.ts";
import type { GatewayTrust } from "./gateway-trust.ts";
import { STATE_FORMAT, StateReader, StateWriter } from "./state-bytes.ts";

/** A gateway's state as it is stored. */
export function encodeGateway(state: GatewayTrust): Uint8Array {
  const w = new StateWriter().u8(STATE_FORMAT);
  writeReceiver(w, state.sdr);
  writeReceiver(w, state.concentrator);
  writeShifts(w, state.shifts);
  w.maybe(state.clock, (one) => writeClock(w, one));
  writeOrphans(w, state.orphans);
  w.f64(state.strangers.joins, state.strangers.atS);
  w.list(Object.entries(state.raised), ([code, sinceS]) => w.text(code).f64(sinceS));
  return w.bytes;
}

/** @throws {PeerDataError} `TRUST_STATE_UNREADABLE` damaged, or written by a newer release */
export function decodeGateway(bytes: Uint8Array): GatewayTrust {
  const r = new StateReader(bytes);
  const format = r.u8();
  if (format !== STATE_FORMAT) {
    throw new PeerDataError("TRUST_STATE_UNREADABLE", `a gateway's state has the format ${format}`);
  }
  const [sdr, concentrator] = [readReceiver(r), readReceiver(r)];
  const shifts = readShifts(r);
  const clock = r.maybe(() => readClock(r));
  const orphans = readOrphans(r);
  const strangers = { joins: r.f64(), atS: r.f64() };
  const raised = Object.fromEntries(r.list(() => [r.text(), r.f64()] as const));
  return { sdr, concentrator, shifts, clock, orphans, strangers, raised };
}

function writeReceiver(w: StateWriter, one: Receiver): void {
  writeOscillator(w, one.calm);
  writeOscillator(w, one.drifting);
  w.f64(one.drift, one.atS).u32(one.lastDevice);
  w.list(one.devices, (device) => w.u32(device));
  const { count, lastS, basePpm, elsewherePpm } = one.pilots;
  w.u32(count).f64(lastS, basePpm);
  w.maybe(elsewherePpm, (ppm) => w.f64(ppm));
}

function readReceiver(r: StateReader): Receiver {
  return {
    calm: readOscillator(r),
    drifting: readOscillator(r),
    drift: r.f64(),
    atS: r.f64(),
    lastDevice: r.u32(),
    devices: r.list(() => r.u32()),
    pilots: {
      count: r.u32(),
      lastS: r.f64(),
      basePpm: r.f64(),
      elsewherePpm: r.maybe(() => r.f64()),
    },
  };
}

function writeOscillator(w: StateWriter, one: Oscillator): void {
  w.f64(one.ppm, one.ratePpmPerH, one.place2, one.cross2, one.rate2);
}

function readOscillator(r: StateReader): Oscillator {
  const [ppm, ratePpmPerH] = [r.f64(), r.f64()];
  return { ppm, ratePpmPerH, place2: r.f64(), cross2: r.f64(), rate2: r.f64() };
}

function writeShifts(w: StateWriter, { shifted, calm }: ShiftBook): void {
  w.list(shifted, (one) => {
    w.u32(one.device)
      .f64(one.errorPpm, one.sdPpm, one.atS)
      .u8((one.seenElsewhere ? 1 : 0) | (one.jumped ? 2 : 0));
  });
  w.list(calm, (device) => w.u32(device));
}

function readShifts(r: StateReader): ShiftBook {
  const shifted = r.list(() => {
    const [device, errorPpm, sdPpm, atS] = [r.u32(), r.f64(), r.f64(), r.f64()];
    const flags = r.u8();
    const [seenElsewhere, jumped] = [(flags & 1) !== 0, (flags & 2) !== 0];
    return { device, errorPpm, sdPpm, atS, seenElsewhere, jumped };
  });
  return { shifted, calm: r.list(() => r.u32()) };
}

function writeClock(
  w: StateWriter,
  { counterS, arrivedS, stretches, exact, steps }: CounterClock,
): void {
  w.f64(counterS, arrivedS).u16(steps);
  w.list(stretches, ({ startS, offsetS }) => w.f64(startS, offsetS));
  w.maybe(exact, ({ offsetS, sdS, atS }) => w.f64(offsetS, sdS, atS));
}

function readClock(r: StateReader): CounterClock {
  const [counterS, arrivedS, steps] = [r.f64(), r.f64(), r.u16()];
  const stretches = r.list(() => ({ startS: r.f64(), offsetS: r.f64() }));
  const exact = r.maybe(() => ({ offsetS: r.f64(), sdS: r.f64(), atS: r.f64() }));
  return { counterS, arrivedS, stretches, exact, steps };
}

function writeOrphans(w: StateWriter, book: OrphanBook): void {
  w.list(book.orphans, (one) => writeOrphan(w, one));
  w.list(book.decoded, ({ onsetS, freqHz, bwHz, sf }) =>
    w.f64(onsetS).u32(freqHz).u32(bwHz).u8(sf),
  );
  w.f64(book.foreign, book.hours, book.atS);
}

function readOrphans(r: StateReader): OrphanBook {
  const orphans = r.list(() => readOrphan(r));
  const decoded = r.list((): Decoded => ({
    onsetS: r.f64(),
    freqHz: r.u32(),
    bwHz: r.u32(),
    sf: r.u8(),
  }));
  return { orphans, decoded, foreign: r.f64(), hours: r.f64(), atS: r.f64() };
}

function writeOrphan(w: StateWriter, one: Orphan): void {
  w.f64(one.onsetS).f32(one.onsetSdNs).f64(one.ppm).f32(one.sdPpm);
  w.u32(one.freqHz).u32(one.bwHz).u8(one.sf);
  w.u8((one.proven ? 1 : 0) | (one.ambiguous ? 2 : 0)).u32(one.frame);
}

function readOrphan(r: StateReader): Orphan {
  const [onsetS, onsetSdNs, ppm, sdPpm] = [r.f64(), r.f32(), r.f64(), r.f32()];
  const [freqHz, bwHz, sf, flags] = [r.u32(), r.u32(), r.u8(), r.u8()];
  return {
    onsetS,
    onsetSdNs,
    ppm,
    sdPpm,
    freqHz,
    bwHz,
    sf,
    proven: (flags & 1) !== 0,
    ambiguous: (flags & 2) !== 0,
    frame: r.u32(),
  };
}
