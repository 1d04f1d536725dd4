/** The samples of one preamble on one channel, as they were measured. */
export interface Snippet {
  readonly sampleRateHz: number;
  /** Where 0 Hz of the samples lies. */
  readonly centreHz: number;
  /** Index of the first sample in the stream, counted by the stream's own rate. */
  readonly fromSample: number;
  readonly onsetSample: number;
  /** Interleaved signed bytes; times `scale` they are relative to full scale. */
  readonly iq: Int8Array;
  readonly scale: number;
}

/** Eight bits, scaled to the largest value: no more is lost than an eight-bit SDR has lost before. */
export function packIq(iq: Float32Array): Pick<Snippet, "iq" | "scale"> {
  let peak = 0;
  for (let i = 0; i < iq.length; i++) peak = Math.max(peak, Math.abs(iq[i]!));
  const scale = peak === 0 ? 1 : peak / 127;
  const packed = new Int8Array(iq.length);
  for (let i = 0; i < iq.length; i++) packed[i] = Math.round(iq[i]! / scale);
  return { iq: packed, scale };
}
