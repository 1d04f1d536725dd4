import { uniform, type SeededRandom } from "@lorats/base";
import { addNoise, noisePower, type OnsetMethod } from "@lorats/phy";
import { SDR_SETTING, type OnsetBench } from "./onset-bench.ts";

/** Errors of a detector in seconds over preambles with random phases, at an SNR over the whole sampled band. */
export function onsetErrorsS(
  bench: OnsetBench,
  method: OnsetMethod,
  snrFullDb: number,
  count: number,
  random: SeededRandom,
): number[] {
  const setting = { ...SDR_SETTING, sf: bench.sf };
  const detector = method.prepare(setting);
  return Array.from({ length: count }, () => {
    const { iq, onsetS } = bench.clean(2 * Math.PI * uniform(random), random);
    const noisy = iq.slice();
    addNoise(noisy, noisePower(snrFullDb, setting.sampleRateHz, setting.sampleRateHz), random);
    return detector.detect(noisy) - onsetS;
  });
}
