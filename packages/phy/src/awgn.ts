import { type Random, uniform } from "@lorats/base";

/**
 * Adds circular white Gaussian noise of total power `power` (E|n|²) to interleaved I/Q, in place.
 * Box–Muller, both of the pair used; about 30 ns a complex sample.
 */
export function addNoise(iq: Float32Array, power: number, random: Random): void {
  for (let i = 0; i + 1 < iq.length; i += 2) {
    const radius = Math.sqrt(-power * Math.log(1 - uniform(random)));
    const angle = 2 * Math.PI * 2 ** -32 * random.uint32();
    iq[i] += radius * Math.cos(angle);
    iq[i + 1] += radius * Math.sin(angle);
  }
}

/**
 * Power of white noise over the whole sampled band for a wanted SNR.
 *
 * @param snrDb signal power over noise power within `snrBandwidthHz`
 * @param signalPower |amplitude|² of the signal
 */
export function noisePower(
  snrDb: number,
  snrBandwidthHz: number,
  sampleRateHz: number,
  signalPower = 1,
): number {
  return (signalPower * 10 ** (-snrDb / 10) * sampleRateHz) / snrBandwidthHz;
}
