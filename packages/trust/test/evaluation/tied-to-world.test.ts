import assert from "node:assert/strict";
import { it } from "node:test";
import { SeededRandom } from "@lorats/base";
import { Crystal } from "../../../world/src/crystal.ts";
import { outdoorTemperatureC, ThermalMass } from "../../../world/src/device/climate.ts";
import { CLASSES } from "./classes.ts";
import { CrystalProcess } from "./crystal-world.ts";

/** Standard deviation of a frame against the one before, ppm. */
function roughness(ppm: readonly number[]): number {
  let sum = 0;
  for (let i = 1; i < ppm.length; i++) sum += (ppm[i]! - ppm[i - 1]!) ** 2;
  return Math.sqrt(sum / (ppm.length - 1));
}

it("a plain crystal of the evaluation moves as one of the radio world does outdoors", () => {
  const frames = 2000;
  const evaluation: number[] = [];
  for (let seed = 1; seed <= 20; seed++) {
    const crystal = new CrystalProcess(CLASSES.plain, new SeededRandom(seed));
    evaluation.push(roughness(Array.from({ length: frames }, (_, i) => crystal.ppm((i + 1) / 2))));
  }
  const model = {
    kind: "crystal",
    offsetPpm: -20,
    slopePpmPerC: 0.1,
    cubicPpmPerC3: 0,
    walkPpmPerRootHour: 0.01,
    jitterPpm: 0.02,
    ageingPpmPerYear: 0,
    driftPpmPerS: 0,
    ripplePpm: 0,
  } as const;
  const world: number[] = [];
  for (let seed = 1; seed <= 20; seed++) {
    const crystal = new Crystal(model, new SeededRandom(seed));
    const body = new ThermalMass(outdoorTemperatureC, 600);
    world.push(
      roughness(
        Array.from({ length: frames }, (_, i) => {
          const at = BigInt(seed) * 8_640_000_000_000_000n + BigInt(i) * 1_800_000_000_000n;
          return crystal.ppm(at, body.temperatureC(at));
        }),
      ),
    );
  }
  const mean = (values: readonly number[]): number =>
    values.reduce((a, b) => a + b) / values.length;
  const ratio = mean(evaluation) / mean(world);
  // The evaluation has wind, which the world has not: rougher, and by less than half.
  assert.ok(ratio > 0.9 && ratio < 2, `${ratio}`);
});
