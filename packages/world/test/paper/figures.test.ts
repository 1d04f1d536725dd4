import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@lorats/base";
import { PAPER_FIGURES } from "../../src/paper/index.ts";
import type { FigureResult } from "../../src/paper/figure.ts";

function run(id: string, seed = 1): FigureResult {
  const figure = PAPER_FIGURES.find((one) => one.id === id)!;
  return figure.run({ quick: true, random: new SeededRandom(seed), progress: () => {} });
}

/** A column of a figure's first table, or of the named one. */
function column(result: FigureResult, name: string, table = result.tables[0]!.name): number[] {
  const found = result.tables.find((one) => one.name === table)!;
  const at = found.columns.indexOf(name);
  assert.ok(at >= 0, `${name} is one of ${found.columns.join(", ")}`);
  return found.rows.map((row) => Number(row[at]));
}

describe("the paper's figures, run again", () => {
  it("are all there, each under a name of its own", () => {
    const numbers = [
      3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 22, 23, 25, 26, 27, 28, 29, 30,
    ];
    const expected = [
      ...numbers.map((n) => `figure-${n}`),
      "congestion",
      "overhead",
      "round-trip-detector",
      "round-trip-rmsd",
      "table-1",
    ];
    assert.deepEqual(PAPER_FIGURES.map(({ id }) => id).toSorted(), expected.toSorted());
  });

  it("§3.2: 10 ms at 40 ppm is 250 s, and the slip is named", () => {
    const result = run("overhead");
    assert.ok(column(result, "here").some((value) => Math.abs(value - 250) < 1e-9));
    assert.match(result.slip!, /250 s, not 25 s/);
  });

  it("figure 5: Hata's slope gives an area within an eighth of the paper's", () => {
    const [area] = column(run("figure-5"), "area, m²");
    assert.ok(area! > 54_000 && area! < 70_000, `${area}`);
  });

  it("figure 4: the area grows, stays flat, and is largest for the weakest collider", () => {
    const result = run("figure-4");
    const [two, five, eight] = [2, 5, 8].map((dbm) => column(result, `area at ${dbm} dBm, m²`));
    assert.ok(two!.every((area, i) => i === 0 || area >= two![i - 1]! - 1));
    assert.ok(two!.at(-1)! > five!.at(-1)! && five!.at(-1)! > eight!.at(-1)!);
    assert.ok(Math.abs(two!.at(-1)! / two!.at(-2)! - 1) < 0.02);
  });

  it("figure 12: the phase moves a real template's peak and not a complex one's", () => {
    const result = run("figure-12");
    const real = Math.max(...column(result, "real at 20 dB, ms"));
    const complex = Math.max(...column(result, "complex at 0 dB, ms"));
    assert.ok(real > 10 * complex, `${real} against ${complex} ms`);
  });

  it("figure 18: replays are told from originals in every node", () => {
    const result = run("figure-18");
    const added = column(result, "added, Hz");
    const truth = column(result, "true, Hz");
    added.forEach((hz, n) => assert.ok(Math.abs(hz - truth[n]!) < 60, `${hz} is not ${truth[n]}`));
  });

  it("figure 23: correlation, and how often 500 Hz are exceeded", () => {
    const result = run("figure-23");
    assert.match(result.weGet, /Correlation -0\.7/);
    const here = column(result, "here, %", "figure-23 beyond 500 Hz");
    const paper = column(result, "paper, %", "figure-23 beyond 500 Hz");
    here.forEach((share, i) => assert.ok(Math.abs(share - paper[i]!) < 1, `${share}`));
  });

  it("figures 28 to 30: 800 Hz a degree, below half a degree, and more than nine replays of ten caught at 1 %", () => {
    assert.match(run("figure-28").weGet, /by (7[89]\d|8[01]\d) Hz a degree/);
    assert.ok(column(run("figure-29"), "RMSE, °C").every((error) => error < 0.5));
    assert.ok(column(run("figure-30"), "true positives at 1 %").every((share) => share > 0.85));
  });

  it("give the same twice from one seed, and not from another", () => {
    const [first, again, other] = [run("figure-29", 4), run("figure-29", 4), run("figure-29", 5)];
    assert.deepEqual(first, again);
    assert.notDeepEqual(first!.tables, other!.tables);
  });

  it("the course: a thousand devices at 1 % degrade one gateway's range badly", () => {
    const shares = column(run("congestion"), "ADR, 3 channels, % delivered");
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => b - a),
    );
    assert.ok(shares[0]! > 90 && shares[4]! < 30, shares.join(" "));
  });
});
