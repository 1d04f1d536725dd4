import { type Random, gaussian } from "@lorats/base";

/**
 * A LoRa transmitter that shares no line with the room's own: written from the published descriptions of the modulation, bit by
 * bit as strings and chirp by chirp as sampled frequency. What it sends, the receiver must understand.
 *
 * @see Tapparel et al., "An Open-Source LoRa Physical Layer Prototype on GNU Radio", 2020
 * @see Xu et al., "Open-Source LoRa Physical Layer: From Theory to Practice", 2022
 */
export interface OtherFrame {
  readonly sf: number;
  readonly bwHz: number;
  readonly payload: readonly number[];
  readonly cr?: number;
  readonly preamble?: number;
  readonly sync?: number;
  readonly crc?: boolean;
  readonly implicit?: boolean;
  readonly ldro?: boolean;
  /** SF5 and SF6: two empty up-chirps after the SFD and whole symbols in the header, as SX126x chips send them; or as SX127x do. */
  readonly chip?: "sx126x" | "sx127x";
  readonly inverted?: boolean;
}

/** How it reaches the receiver. */
export interface OtherPath {
  readonly rateHz: number;
  readonly onsetS: number;
  readonly biasHz?: number;
  readonly offsetHz?: number;
  readonly clockPpm?: number;
  readonly amplitude?: number;
  /** Phase at the start of each chirp: carried on, zero each time (as tables do), or one chip less of SFD (as chips do). */
  readonly joint?: "continuous" | "restart" | "chip-early";
}

const bits = (value: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => (value >> (count - 1 - i)) & 1);
const valueOf = (word: readonly number[]): number => Number.parseInt(word.join(""), 2);
const parity = (...word: number[]): number => word.reduce((sum, bit) => sum + bit, 0) % 2;

/** x⁸ + x⁶ + x⁵ + x⁴ + 1 from all ones. */
function scrambled(payload: readonly number[]): number[] {
  let register = bits(0xff, 8);
  return payload.map((byte) => {
    const out = valueOf(bits(byte, 8).map((bit, i) => bit ^ register[i]));
    register = [...register.slice(1), parity(register[0], register[2], register[3], register[4])];
    return out;
  });
}

function checksum16(payload: readonly number[]): number {
  let register = 0;
  for (const byte of payload.slice(0, -2)) {
    for (const bit of bits(byte, 8)) {
      const carry = (register >> 15) ^ bit;
      register = ((register << 1) & 0xffff) ^ (carry ? 0x1021 : 0);
    }
  }
  const [a, b] = payload.slice(-2);
  return register ^ (payload.length > 1 ? (a << 8) | b : (a ?? 0));
}

function header(length: number, cr: number, crc: boolean): number[] {
  const [a, b, c] = [bits(length >> 4, 4), bits(length & 15, 4), bits((cr << 1) | Number(crc), 4)];
  const sum = [
    parity(a[0], a[1], a[2], a[3]),
    parity(a[0], b[0], b[1], b[2], c[3]),
    parity(a[1], b[0], b[3], c[0], c[2]),
    parity(a[2], b[1], b[3], c[1], c[2], c[3]),
    parity(a[3], b[2], c[0], c[1], c[2], c[3]),
  ];
  return [valueOf(a), valueOf(b), valueOf(c), sum[0], valueOf(sum.slice(1))];
}

function codeword(nibble: number, cr: number): number[] {
  const [d3, d2, d1, d0] = bits(nibble, 4);
  const data = [d0, d1, d2, d3];
  if (cr === 1) return [...data, parity(d0, d1, d2, d3)];
  const checks = [parity(d0, d1, d2), parity(d1, d2, d3), parity(d0, d1, d3), parity(d0, d2, d3)];
  return [...data, ...checks.slice(0, cr)];
}

/** One block: `rows` nibbles become 4 + cr symbols along diagonals, a parity bit and a zero below reduced rate. */
function block(nibbles: readonly number[], rows: number, cr: number, sf: number): number[] {
  const words = Array.from({ length: rows }, (_, i) => codeword(nibbles[i] ?? 0, cr));
  return Array.from({ length: 4 + cr }, (_, i) => {
    const column = Array.from(
      { length: rows },
      (__, j) => words[(((i - j - 1) % rows) + rows) % rows][i],
    );
    const gray = rows < sf ? [...column, parity(...column), 0] : column;
    let last = 0;
    const plain = gray.map((bit) => (last ^= bit));
    return (valueOf(plain) + 1) % 2 ** sf;
  });
}

/** Data symbols, header first. */
export function otherSymbols(frame: OtherFrame): number[] {
  const { sf, payload, cr = 1, crc = true, implicit = false } = frame;
  const ldro = frame.ldro ?? 2 ** sf / frame.bwHz > 0.016;
  const sum = checksum16(payload);
  const nibbles = [
    ...(implicit ? [] : header(payload.length, cr, crc)),
    ...scrambled(payload).flatMap((byte) => [byte & 15, byte >> 4]),
    ...(crc ? [sum & 15, (sum >> 4) & 15, (sum >> 8) & 15, sum >> 12] : []),
  ];
  const first = sf < 7 && (frame.chip ?? "sx126x") === "sx126x" ? sf : sf - 2;
  const rows = ldro ? sf - 2 : sf;
  const symbols = block(nibbles.slice(0, first), first, 4, sf);
  for (let at = first; at < nibbles.length; at += rows) {
    symbols.push(...block(nibbles.slice(at, at + rows), rows, cr, sf));
  }
  return symbols;
}

/** Seconds that a frame lasts by its own clock. */
export function otherDurationS(frame: OtherFrame): number {
  const padding = frame.sf < 7 && (frame.chip ?? "sx126x") === "sx126x" ? 2 : 0;
  const symbols = (frame.preamble ?? 8) + 4.25 + padding + otherSymbols(frame).length;
  return (symbols * 2 ** frame.sf) / frame.bwHz;
}

/** Adds a frame to `iq`. Every sample's phase is computed on its own. */
export function transmitOther(iq: Float32Array, frame: OtherFrame, path: OtherPath): void {
  const { sf, bwHz, preamble = 8, sync = 0x34, inverted = false } = frame;
  const { rateHz, onsetS, biasHz = 0, offsetHz = 0, clockPpm = 0, amplitude = 1 } = path;
  const chips = 2 ** sf;
  const early = path.joint === "chip-early" ? 1 : 0;
  const padding = sf < 7 && (frame.chip ?? "sx126x") === "sx126x" ? [0, 0] : [];
  const list: { symbol: number; up: boolean; chips: number }[] = [];
  const up = (symbol: number): void => void list.push({ symbol, up: true, chips });
  for (let i = 0; i < preamble; i++) up(0);
  up((8 * (sync >> 4)) % chips);
  up((8 * (sync & 15)) % chips);
  for (const part of [chips, chips, chips / 4 - early])
    list.push({ symbol: 0, up: false, chips: part });
  for (const symbol of [...padding, ...otherSymbols(frame)]) up((symbol - early + chips) % chips);

  let at = 0;
  let carried = 0;
  for (const chirp of list) {
    const length = chirp.chips / bwHz;
    const clock = 1 + clockPpm * 1e-6;
    const from = Math.ceil((onsetS + at / clock) * rateHz);
    const to = Math.ceil((onsetS + (at + length) / clock) * rateHz);
    for (let n = from; n < Math.min(to, iq.length / 2); n++) {
      if (n < 0) continue;
      const t = n / rateHz - onsetS;
      const swept = cyclesOf(chirp, (t * clock - at) * bwHz, chips) + carried;
      const cycles = (inverted ? -swept : swept) + (offsetHz + biasHz) * t;
      const angle = 2 * Math.PI * (cycles - Math.floor(cycles));
      iq[2 * n] += amplitude * Math.cos(angle);
      iq[2 * n + 1] += amplitude * Math.sin(angle);
    }
    if (path.joint !== "restart") carried += cyclesOf(chirp, chirp.chips, chips);
    at += length;
  }
}

/** Cycles turned `x` chips after the start of a chirp: the integral of a frequency that rises from symbol/2^sf − ½ and wraps at ½. */
function cyclesOf(chirp: { symbol: number; up: boolean }, x: number, chips: number): number {
  const start = chirp.symbol / chips - 0.5;
  const swept = start * x + (x * x) / (2 * chips) - Math.max(0, x - (chips - chirp.symbol));
  return chirp.up ? swept : -swept;
}

/** White noise with `power` over the whole sampled band. */
export function addOtherNoise(iq: Float32Array, power: number, random: Random): void {
  for (let i = 0; i < iq.length; i++) iq[i] += Math.sqrt(power / 2) * gaussian(random);
}
