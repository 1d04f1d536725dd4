import assert from "node:assert/strict";
import { SeededRandom } from "@lorats/base";
import { isOutlier } from "../../src/measured/arrival-errors.ts";
import {
  drawArrivalError,
  receivedShare,
  sightedShare,
  type DrawnArrival,
} from "../../src/measured/link-table.ts";
import { linkTrial, type LinkOutcome } from "../../src/measured/link-trial.ts";
import { FALSE_ALARM, fisher, ksRatio } from "./two-samples.ts";

export interface Tie {
  readonly sf: number;
  readonly snrDb: number;
  readonly bytes: number;
  readonly trials: number;
}

const DRAWS = 2000;

/** Fresh frames through the samples, by a seed that no table was made with, against what the frame level would draw. */
export function assertTied({ sf, snrDb, bytes, trials }: Tie): string {
  const random = new SeededRandom(770_000 + 1000 * sf + Math.round(10 * snrDb) + bytes);
  const fresh = Array.from({ length: trials }, () => linkTrial({ sf, snrDb, bytes }, random));
  const received = fresh.filter(({ stage }) => stage === "received");
  const what = `SF${sf} at ${snrDb} dB, ${bytes} bytes`;
  assertShare(`${what}, received`, received.length, trials, receivedShare(sf, snrDb, bytes));
  const seen = fresh.filter(({ stage }) => stage !== "missed").length;
  assertShare(`${what}, sighted`, seen, trials, sightedShare(sf, snrDb));
  const at = { sf, snrDb, bytes };
  if (received.length > 10) assertErrors(what, { ...at, isReceived: true }, received);
  const lost = fresh.filter(({ stage }) => stage === "sighted" || stage === "header");
  if (lost.length > 10) assertErrors(`${what}, lost`, { ...at, isReceived: false }, lost);
  return `${what}: ${received.length} of ${trials} received, ${lost.length} only seen`;
}

/** The table's share is a sample itself: it is taken as so many trials again. */
function assertShare(what: string, count: number, trials: number, share: number): void {
  const p = fisher(count, trials, Math.round(share * trials), trials);
  assert.ok(p > FALSE_ALARM, `${what}: ${count} of ${trials}, the table says ${share.toFixed(3)}`);
}

function assertErrors(what: string, arrival: DrawnArrival, fresh: readonly LinkOutcome[]): void {
  const random = new SeededRandom(1);
  const drawn = Array.from({ length: DRAWS }, () => drawArrivalError(arrival, random));
  const errors = fresh.map((one) => one.errors!);
  for (const figure of ["onsetNs", "biasHz", "driftHzPerS", "clockPpm"] as const) {
    const isOfAll = figure === "onsetNs" || figure === "biasHz";
    const [ours, theirs] = [errors, drawn].map((all) =>
      all.flatMap((one) => (isOfAll || !isOutlier(one) ? (one[figure] ?? []) : [])),
    );
    if (ours!.length <= 10) continue;
    const ratio = ksRatio(
      ours!.map(({ error }) => error),
      theirs!.map(({ error }) => error),
    );
    assert.ok(ratio < 1, `${what}: ${figure} differs, ${ratio.toFixed(2)} of what chance allows`);
    assertClaims(
      `${what}, sd of ${figure}`,
      ours!.map(({ sd }) => sd),
      theirs!.map(({ sd }) => sd),
    );
  }
}

/**
 * Claims are of two kinds. Those that come from everything there was hardly scatter: between two strengths of the table they
 * are interpolated, to some per cent. Of lost frames some come from less, and are loose.
 */
function assertClaims(what: string, ours: readonly number[], theirs: readonly number[]): void {
  const usual = lowerQuartile(theirs);
  const factor = lowerQuartile(ours) / usual;
  assert.ok(factor > 0.75 && factor < 1.33, `${what}: by a factor of ${factor}`);
  const loose = (claims: readonly number[]): number =>
    claims.filter((sd) => sd > 2 * usual).length / claims.length;
  assertShare(`${what}, loose`, Math.round(loose(ours) * ours.length), ours.length, loose(theirs));
}

function lowerQuartile(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 2]!;
}
