import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, type Instant } from "@lorats/base";
import { Crystal, crystalSchema, curvePpm, sx127xResidualHz } from "../src/crystal.ts";
import { ThermalMass } from "../src/device/climate.ts";

const FREQ_MHZ = 869.75;
const HOUR_NS = 3_600_000_000_000n;
const near = (a: number, b: number, tolerance: number): void =>
  assert.ok(Math.abs(a - b) < tolerance, `${a} is not ${b}`);

function sd(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [a, b].map((x) => x.reduce((s, y) => s + y, 0) / x.length);
  const cross = a.reduce((sum, x, i) => sum + (x - ma!) * (b[i]! - mb!), 0) / a.length;
  return cross / (sd(a) * sd(b));
}

/**
 * The device of the paper's figures 23a and 23b: some 1 kHz over 87 hours in a corridor, falling with temperature
 * (−0.78), and by Gaussian reading 174, 201 and 209 Hz between frames 10, 20 and 30 minutes apart.
 */
const FIGURE_23 = {
  offsetPpm: -24,
  slopePpmPerC: -0.115,
  walkPpmPerRootHour: 0.008,
  jitterPpm: 0.14,
};
/** That of figure 28: 800 Hz a degree, rising. */
const FIGURE_28 = { offsetPpm: -24, slopePpmPerC: 0.92, walkPpmPerRootHour: 0.02, jitterPpm: 0.1 };

/** A semi-outdoor corridor in the tropics, with clouds: 26 … 32 °C. */
function corridorC(at: Instant): number {
  const hours = Number(at) / 3.6e12;
  return 29 + 2 * Math.sin((hours / 24) * 2 * Math.PI) + 0.9 * Math.sin(hours * Math.PI);
}

describe("crystal", () => {
  it("is linear between 25 and 30 °C and cubic far away", () => {
    const model = crystalSchema.parse({ ...FIGURE_23, slopePpmPerC: -0.2, cubicPpmPerC3: 1e-4 });
    for (const celsius of [25, 26, 28, 30]) {
      near(curvePpm(model, celsius), -0.2 * (celsius - 27), 0.003);
    }
    // At −20 °C and 70 °C: ±(0.2·45 …), bent back by 1e-4·45³.
    near(curvePpm(model, -20), 0.2 * 47 - 1e-4 * 47 ** 3, 1e-9);
    assert.ok(curvePpm(model, 85) > 0 && curvePpm(model, 45) < 0);
  });

  it("fits the paper's figure 23: range, correlation, and variation over 10, 20, 30 minutes", () => {
    const runs = Array.from({ length: 8 }, (_, seed) => {
      const crystal = new Crystal(crystalSchema.parse(FIGURE_23), new SeededRandom(seed));
      const body = new ThermalMass(corridorC, 600);
      const temperatures: number[] = [];
      const biases: number[] = [];
      for (let k = 0; k < 87 * 6; k++) {
        const atNs = (BigInt(k) * HOUR_NS) / 6n;
        temperatures.push(corridorC(atNs));
        biases.push(crystal.ppm(atNs, body.temperatureC(atNs)) * FREQ_MHZ);
      }
      const lagged = (lag: number): number => sd(biases.slice(lag).map((hz, i) => hz - biases[i]!));
      const sorted = biases.toSorted((a, b) => a - b);
      return {
        range: sorted.at(-1)! - sorted[0]!,
        correlation: correlation(temperatures, biases),
        variation: [1, 2, 3].map(lagged),
      };
    });
    const mean = (of: (run: (typeof runs)[number]) => number): number =>
      runs.reduce((sum, run) => sum + of(run), 0) / runs.length;
    near(
      mean(({ range }) => range),
      1000,
      200,
    );
    near(
      mean(({ correlation: r }) => r),
      -0.78,
      0.05,
    );
    [174, 201, 209].forEach((hz, i) =>
      near(
        mean(({ variation }) => variation[i]!),
        hz,
        30,
      ),
    );
  });

  it("fits figures 28 and 29: 800 Hz a degree, a line's residual below half a degree", () => {
    const crystal = new Crystal(crystalSchema.parse(FIGURE_28), new SeededRandom(3));
    const celsius: number[] = [];
    const hz: number[] = [];
    for (let k = 0; k < 24 * 60; k++) {
      const temperature = 27.5 + 2.5 * Math.sin((k / 1440) * 2 * Math.PI);
      celsius.push(temperature);
      hz.push(crystal.ppm((BigInt(k) * HOUR_NS) / 60n, temperature) * FREQ_MHZ);
    }
    const r = correlation(celsius, hz);
    const slope = (r * sd(hz)) / sd(celsius);
    near(slope, 800, 25);
    assert.ok((sd(hz) * Math.sqrt(1 - r * r)) / slope < 0.5);
  });

  it("with a TCXO stays within 250 Hz from −20 to 70 °C", () => {
    const model = crystalSchema.parse({
      kind: "tcxo",
      offsetPpm: 0,
      slopePpmPerC: 9,
      walkPpmPerRootHour: 0,
    });
    let most = 0;
    for (let c = -20; c <= 70; c += 0.5) most = Math.max(most, Math.abs(curvePpm(model, c)));
    assert.ok(most * FREQ_MHZ < 250 && most * FREQ_MHZ > 150);
  });

  it("ages by its first year's figure in a year, and by half as much in the next two", () => {
    const parsed = crystalSchema.parse({
      offsetPpm: 0,
      slopePpmPerC: 0,
      walkPpmPerRootHour: 0,
      ageingPpmPerYear: 1,
    });
    const crystal = new Crystal(parsed, new SeededRandom(1));
    const after = (days: number): number => crystal.ppm(BigInt(days * 24) * HOUR_NS, 27);
    near(after(0), 0, 1e-12);
    const [month, year, third] = [after(30), after(365), after(3 * 365)];
    near(year, 1, 0.001);
    assert.ok(month > 0.2 && month < 0.5 && third - year < 0.5);
  });

  it("walks like the square root of time", () => {
    const model = crystalSchema.parse({ offsetPpm: 0, slopePpmPerC: 0, walkPpmPerRootHour: 0.1 });
    const ends = Array.from({ length: 600 }, (_, seed) => {
      const crystal = new Crystal(model, new SeededRandom(seed));
      for (let k = 0; k <= 90; k++) crystal.ppm((BigInt(k) * HOUR_NS) / 10n, 27);
      return crystal.ppm(9n * HOUR_NS, 27);
    });
    near(sd(ends), 0.3, 0.03);
  });
});

describe("an SX127x's synthesiser", () => {
  it("sits 24.4, 12.2 and 0 Hz low on the three channels of Europe", () => {
    near(sx127xResidualHz(868_100_000), -24.4, 0.05);
    near(sx127xResidualHz(868_300_000), -12.2, 0.05);
    near(sx127xResidualHz(868_500_000), 0, 1e-6);
  });
});

describe("thermal mass", () => {
  it("follows a step with its time constant", () => {
    const body = new ThermalMass((at) => (at < HOUR_NS ? 10 : 20), 1800);
    near(body.temperatureC(0n), 10, 1e-9);
    near(body.temperatureC(HOUR_NS), 10, 1e-9);
    near(body.temperatureC(HOUR_NS + HOUR_NS / 2n), 20 - 10 / Math.E, 0.02);
    near(body.temperatureC(24n * HOUR_NS), 20, 1e-3);
  });

  it("lags a day's wave as a first-order system does", () => {
    const lagS = 7200;
    const omega = (2 * Math.PI) / 86_400;
    const body = new ThermalMass((at) => Math.sin((Number(at) / 1e9) * omega), lagS);
    const phase = Math.atan(omega * lagS);
    for (let minute = 0; minute < 3 * 1440; minute += 10) {
      const seen = body.temperatureC(BigInt(minute) * 60_000_000_000n);
      if (minute < 1440) continue;
      near(seen, Math.cos(phase) * Math.sin(minute * 60 * omega - phase), 0.01);
    }
  });
});
