import { gaussian, type SeededRandom } from "@lorats/base";
import { Crystal } from "../../crystal.ts";
import { FIGURE_28_CRYSTAL, HOUR_NS } from "./crystals.ts";
import { fitLine, rootMeanSquare } from "./statistics.ts";

const MHZ = 869.75;
/** The AM2302's own noise, °C: its resolution is 0.1. */
const SENSOR_SD_C = 0.05;

export interface Pair {
  /** As the sensor reads it. */
  readonly celsius: number;
  readonly hz: number;
}

/** Pairs of temperature and bias of one device over 24 hours, 25 … 30 °C. */
export function dayOfPairs(count: number, device: number, random: SeededRandom): Pair[] {
  const slopePpmPerC = FIGURE_28_CRYSTAL.slopePpmPerC * (0.85 + 0.03 * device);
  const offsetPpm = FIGURE_28_CRYSTAL.offsetPpm + device;
  const crystal = new Crystal(
    { ...FIGURE_28_CRYSTAL, slopePpmPerC, offsetPpm },
    random.fork(device),
  );
  return Array.from({ length: count }, (_, k) => {
    const celsius = 27.5 + 2.5 * Math.sin((k / count) * 2 * Math.PI);
    const hz = crystal.ppm((BigInt(k) * 24n * HOUR_NS) / BigInt(count), celsius) * MHZ;
    return { celsius: celsius + SENSOR_SD_C * gaussian(random), hz };
  });
}

/** Temperature from bias, fitted by least squares. */
export function fitModel(pairs: readonly Pair[]): (hz: number) => number {
  const { slope, offset } = fitLine(
    pairs.map(({ hz }) => hz),
    pairs.map(({ celsius }) => celsius),
  );
  return (hz) => slope * hz + offset;
}

export function rmseC(model: (hz: number) => number, pairs: readonly Pair[]): number {
  return rootMeanSquare(pairs.map(({ celsius, hz }) => model(hz) - celsius));
}
