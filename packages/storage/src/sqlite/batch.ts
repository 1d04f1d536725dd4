import type { Connection } from "./connection.ts";
import type { BatchOutcome, SqlRow, SqlValue, Statement, StatementResult } from "./protocol.ts";
import { brokenRule } from "./sqlite-error.ts";

/** Runs statements inside the caller's transaction until one breaks a rule; then it is the caller's to undo. */
export function runBatch(connection: Connection, statements: readonly Statement[]): BatchOutcome {
  const results: StatementResult[] = [];
  let sql = "";
  for (const statement of statements) {
    let result: StatementResult;
    sql = statement.sql ?? sql;
    try {
      result = runStatement(connection, sql, statement.parameters);
    } catch (error) {
      const reason = brokenRule(error);
      if (!reason) throw error;
      return { refusal: { statement: results.length, reason } };
    }
    if (statement.expect !== undefined && statement.expect !== result.count) {
      return { refusal: { statement: results.length, reason: "expectation" } };
    }
    results.push(result);
  }
  return { results };
}

function runStatement(
  connection: Connection,
  sql: string,
  parameters: readonly SqlValue[],
): StatementResult {
  const statement = connection.prepare(sql);
  if (statement.columns().length === 0) {
    return { rows: [], count: Number(statement.run(...parameters).changes) };
  }
  const rows = statement.all(...parameters) as SqlRow[];
  return { rows, count: rows.length };
}
