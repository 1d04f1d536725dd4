import type { AdrAlgorithm } from "./algorithm.ts";
import { DEFAULT_ADR } from "./default.ts";
import { STEADY_ADR } from "./steady.ts";
import { TTS_ADR } from "./tts.ts";

/** Every built-in algorithm. A new one is a file beside this and a line here. */
export const ADR_ALGORITHMS: readonly AdrAlgorithm[] = [DEFAULT_ADR, TTS_ADR, STEADY_ADR];

/** The algorithm of that name, or `undefined`: then the device is left alone. */
export function findAdrAlgorithm(
  id: string,
  more: readonly AdrAlgorithm[] = [],
): AdrAlgorithm | undefined {
  return [...more, ...ADR_ALGORITHMS].find((algorithm) => algorithm.id === id);
}
