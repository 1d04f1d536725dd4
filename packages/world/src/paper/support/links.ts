import { gaussian, uniform, type SeededRandom } from "@lorats/base";
import type { LabSettings, LabSignal, RadioLab } from "./radio-lab.ts";

/** The RTL-SDR of the paper's gateway: devices lie 17 … 25 kHz below it. */
export const GATEWAY_PPM = 1.8;

/** Frame-to-frame noise of an SX1276's crystal: recorded preambles of one device agree to some hertz, days to some 20. */
const JITTER_PPM = 0.012;

/** Crystal errors of 16 SX1276 that come out at −17 … −25 kHz beside the paper's dongle. */
export function sixteenDevices(random: SeededRandom): number[] {
  return Array.from({ length: 16 }, () => GATEWAY_PPM - (17_500 + 7000 * uniform(random)) / 869.75);
}

/** Estimated biases of some frames of one device; what was not found is left out. */
export function biasesHz(
  lab: RadioLab,
  signal: LabSignal,
  options: { readonly snrDb: number; readonly frames: number },
  random: SeededRandom,
): number[] {
  const found = Array.from({ length: options.frames }, () =>
    lab.measure({ ...signal, ppm: signal.ppm + JITTER_PPM * gaussian(random) }, options.snrDb),
  );
  return found.flatMap((one) => (one ? [one.biasHz] : []));
}

/** SF12 as in the paper's experiments; a quick run takes SF9, whose preamble is an eighth as long. */
export function paperSf(quick: boolean): Pick<LabSettings, "sf"> {
  return { sf: quick ? 9 : 12 };
}
