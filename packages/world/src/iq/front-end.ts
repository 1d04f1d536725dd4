/** Imperfections of a receiver between antenna and bytes. */
export interface FrontEnd {
  /** `r820t`: oscillator and converter move in the dongle's steps. `fine`: they go where they are told. */
  readonly synthesiser: "r820t" | "fine";
  readonly noiseFigureDb: number;
  /** Power at the antenna that fills the converter at a tuner gain of 0 dB: an assumption, −20 dBm. */
  readonly fullScaleDbm: number;
  /** Offsets of the two rails, in codes. */
  readonly dcI: number;
  readonly dcQ: number;
  /** How much stronger I is than Q. */
  readonly imbalanceDb: number;
  /** How far the rails are from quadrature. */
  readonly skewDeg: number;
}

/** An ordinary dongle: a quiet antenna averages 127.4 on both rails. */
export const RTL_SDR: FrontEnd = {
  synthesiser: "r820t",
  noiseFigureDb: 6,
  fullScaleDbm: -20,
  dcI: -0.13,
  dcQ: -0.11,
  imbalanceDb: 0.08,
  skewDeg: 0.4,
};

/** A laboratory's radio, of which only oscillator and noise matter. */
export const FINE_RADIO: FrontEnd = {
  synthesiser: "fine",
  noiseFigureDb: 6,
  fullScaleDbm: 0,
  dcI: 0,
  dcQ: 0,
  imbalanceDb: 0,
  skewDeg: 0,
};

/** Codes a unit of amplitude: full scale is 1. */
const SCALE = 127.5;

/**
 * Complex samples to unsigned bytes, as an RTL2832 delivers them: code 127.5 is zero, what is too strong is cut.
 * Returns how many values were cut.
 */
export function quantise(iq: Float32Array, front: FrontEnd, bytes: Uint8Array): number {
  const gainI = SCALE * 10 ** (front.imbalanceDb / 40);
  const gainQ = SCALE / 10 ** (front.imbalanceDb / 40);
  const sin = Math.sin((front.skewDeg * Math.PI) / 180);
  const cos = Math.cos((front.skewDeg * Math.PI) / 180);
  // A half for the middle between two codes and a half for rounding.
  const zeroI = 128 + front.dcI;
  const zeroQ = 128 + front.dcQ;
  let cut = 0;
  for (let i = 0; i + 1 < iq.length; i += 2) {
    const re = iq[i]!;
    const codeI = re * gainI + zeroI;
    const codeQ = (iq[i + 1]! * cos + re * sin) * gainQ + zeroQ;
    if (codeI >= 0 && codeI < 256 && codeQ >= 0 && codeQ < 256) {
      bytes[i] = codeI;
      bytes[i + 1] = codeQ;
    } else {
      cut++;
      bytes[i] = Math.max(0, Math.min(255, codeI));
      bytes[i + 1] = Math.max(0, Math.min(255, codeQ));
    }
  }
  return cut;
}
