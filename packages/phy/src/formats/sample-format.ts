import { CallerError } from "@lorats/base";

/** How complex samples lie in a file: interleaved I and Q, little-endian, full scale 1. */
export interface SampleFormat {
  readonly name: string;
  /** SigMF `core:datatype`. */
  readonly datatype: string;
  /** Bytes of one complex sample. */
  readonly bytes: number;
  /** Values of full scale or beyond are cut to it; cf32 knows none. */
  readonly integer: boolean;
  /** Reads `samples` complex samples from `bytes` into `out`. */
  decode(bytes: DataView, samples: number, out: Float32Array): void;
  /** Writes all of `iq` to `bytes`. */
  encode(iq: Float32Array, bytes: DataView): void;
}

const limit = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(most, Math.round(value)));

const CF32: SampleFormat = {
  name: "cf32",
  datatype: "cf32_le",
  bytes: 8,
  integer: false,
  decode(bytes, samples, out) {
    for (let i = 0; i < 2 * samples; i++) out[i] = bytes.getFloat32(4 * i, true);
  },
  encode(iq, bytes) {
    for (let i = 0; i < iq.length; i++) bytes.setFloat32(4 * i, iq[i], true);
  },
};

const CS16: SampleFormat = {
  name: "cs16",
  datatype: "ci16_le",
  bytes: 4,
  integer: true,
  decode(bytes, samples, out) {
    for (let i = 0; i < 2 * samples; i++) out[i] = bytes.getInt16(2 * i, true) / 32_768;
  },
  encode(iq, bytes) {
    for (let i = 0; i < iq.length; i++) {
      bytes.setInt16(2 * i, limit(iq[i] * 32_768, -32_768, 32_767), true);
    }
  },
};

const CS8: SampleFormat = {
  name: "cs8",
  datatype: "ci8",
  bytes: 2,
  integer: true,
  decode(bytes, samples, out) {
    for (let i = 0; i < 2 * samples; i++) out[i] = bytes.getInt8(i) / 128;
  },
  encode(iq, bytes) {
    for (let i = 0; i < iq.length; i++) bytes.setInt8(i, limit(iq[i] * 128, -128, 127));
  },
};

/** What its codes mean: looking them up costs half of what dividing does. */
const CU8_VALUES = Float32Array.from({ length: 256 }, (_, code) => (code - 127.5) / 127.5);

/** RTL-SDR: zero lies between codes 127 and 128. */
const CU8: SampleFormat = {
  name: "cu8",
  datatype: "cu8",
  bytes: 2,
  integer: true,
  decode(bytes, samples, out) {
    const codes = new Uint8Array(bytes.buffer, bytes.byteOffset, 2 * samples);
    for (let i = 0; i < codes.length; i++) out[i] = CU8_VALUES[codes[i]];
  },
  encode(iq, bytes) {
    for (let i = 0; i < iq.length; i++) bytes.setUint8(i, limit(iq[i] * 127.5 + 127.5, 0, 255));
  },
};

/** Every format that recordings may have. A new one is an object like these and a place in this list. */
export const SAMPLE_FORMATS: readonly SampleFormat[] = [CF32, CS16, CS8, CU8];

// What other programs call the same formats.
const ALIASES: Readonly<Record<string, string>> = {
  cfile: "cf32",
  fc32: "cf32",
  iq: "cf32",
  raw: "cf32",
  sc16: "cs16",
  ci16: "cs16",
  sc8: "cs8",
  ci8: "cs8",
  uc8: "cu8",
  cf32_le: "cf32",
  ci16_le: "cs16",
};

/** @throws CallerError `PHY_BAD_FORMAT` for an unknown name */
export function sampleFormat(name: string): SampleFormat {
  const known = findSampleFormat(name);
  if (known) return known;
  const names = SAMPLE_FORMATS.map((format) => format.name).join(", ");
  throw new CallerError("PHY_BAD_FORMAT", `"${name}" is not a sample format; known: ${names}`);
}

/** The format of that name, alias, SigMF datatype or file extension. */
export function findSampleFormat(name: string): SampleFormat | undefined {
  const wanted = ALIASES[name] ?? name;
  return SAMPLE_FORMATS.find((format) => format.name === wanted || format.datatype === wanted);
}

/** Encodes samples. */
export function encodeSamples(format: SampleFormat, iq: Float32Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array((iq.length >>> 1) * format.bytes);
  format.encode(iq, new DataView(out.buffer));
  return out;
}
