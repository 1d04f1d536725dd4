import type { CollisionCount, CollisionTable } from "../measured/interference-tables.ts";
import type { CollisionCell, CollisionModel, CollisionRow, Fate } from "./collision-model.ts";

/** A collision model from a measured grid: each cell's more frequent fate, with borders half way between the cells. */
export function collisionModelOf({ source, cells }: CollisionTable): CollisionModel {
  const lags = [...new Set(cells.map(({ lagSymbols }) => lagSymbols))];
  const grid = lags.map((lag) => cells.filter(({ lagSymbols }) => lagSymbols === lag));
  const cellAt = (lagSymbols: number, ratioDb: number): CollisionCount => {
    const row = nearest(grid, (counts) => Math.abs(counts[0]!.lagSymbols - lagSymbols));
    return nearest(row, (count) => Math.abs(count.ratioDb - ratioDb));
  };
  return {
    source,
    spareSymbols: 0,
    rows: grid.map((row, i) => ({ untilSymbol: halfWay(lags, i, Infinity), cells: cellsOf(row) })),
    sighted(lagSymbols, ratioDb) {
      const { earlierSighted, laterSighted, trials } = cellAt(lagSymbols, ratioDb);
      return { earlier: earlierSighted / trials, later: laterSighted / trials };
    },
  };
}

function cellsOf(row: readonly CollisionCount[]): CollisionRow["cells"] {
  const ratios = row.map(({ ratioDb }) => ratioDb);
  const cells = row.map((count, i): CollisionCell => {
    const isMost = (n: number): boolean => n >= count.trials / 2;
    const spoilt: Fate = isMost(count.bad) ? "bad" : "silent";
    const earlier = isMost(count.earlier) ? "received" : spoilt;
    return [halfWay(ratios, i, -Infinity), earlier, isMost(count.later) ? "received" : "silent"];
  });
  // Neighbours of one fate become one cell, which ends where the last of them does.
  return cells.filter(([, earlier, later], i) => {
    const next = cells[i + 1];
    return !next || next[1] !== earlier || next[2] !== later;
  });
}

function halfWay(values: readonly number[], i: number, beyond: number): number {
  const next = values[i + 1];
  return next === undefined ? beyond : (values[i]! + next) / 2;
}

function nearest<T>(items: readonly T[], distance: (item: T) => number): T {
  return items.reduce((best, item) => (distance(item) < distance(best) ? item : best));
}
