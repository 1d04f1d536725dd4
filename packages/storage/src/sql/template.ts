import type { CompiledQuery } from "kysely";

/**
 * One statement for many rows: building it takes kysely longer than running it takes the database. HOT PATH.
 *
 * @param parameters in the order in which the statement names them
 */
export function withParameters<Row>(
  template: CompiledQuery<Row>,
  parameters: readonly unknown[],
): CompiledQuery<Row> {
  const { query, queryId, sql } = template;
  return { query, queryId, sql, parameters };
}
