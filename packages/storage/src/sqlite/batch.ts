import type { StatementSync } from "node:sqlite";
import type { Connection } from "./connection.ts";
import type { Column } from "../sql/sql-database.ts";
import type { BatchOutcome, SqlRow, SqlValue, Statement, StatementResult } from "./protocol.ts";
import { brokenRule } from "./sqlite-error.ts";

/** Runs statements inside the caller's transaction until one breaks a rule; then it is the caller's to undo. HOT PATH. */
export function runBatch(connection: Connection, statements: readonly Statement[]): BatchOutcome {
  const results: StatementResult[] = [];
  let run: Run | undefined;
  for (const { sql, parameters = [], columns, expect } of statements) {
    let result: StatementResult;
    try {
      if (sql !== undefined || !run) run = prepared(connection.prepare(sql ?? ""));
      result = columns ? runRows(run, columns) : run(parameters);
    } catch (error) {
      const reason = brokenRule(error);
      if (!reason) throw error;
      return { refusal: { statement: results.length, reason } };
    }
    if (expect !== undefined && expect !== result.count) {
      return { refusal: { statement: results.length, reason: "expectation" } };
    }
    results.push(result);
  }
  return { results };
}

type Run = (parameters: readonly SqlValue[]) => StatementResult;

function prepared(statement: StatementSync): Run {
  if (statement.columns().length === 0) {
    return (parameters) => changed(Number(statement.run(...parameters).changes));
  }
  return (parameters) => {
    const rows = statement.all(...parameters) as SqlRow[];
    return { rows, count: rows.length };
  };
}

function runRows(run: Run, columns: readonly Column[]): StatementResult {
  const row: SqlValue[] = columns.map(() => null);
  let count = 0;
  for (let at = 0; at < columns[0]!.length; at++) {
    for (let place = 0; place < row.length; place++) row[place] = columns[place]![at]!;
    count += run(row).count;
  }
  return { rows: [], count };
}

const CHANGED = [0, 1].map((count): StatementResult => ({ rows: [], count }));

/** The same object for most of them: it crosses to the other thread once. */
function changed(count: number): StatementResult {
  return CHANGED[count] ?? { rows: [], count };
}
