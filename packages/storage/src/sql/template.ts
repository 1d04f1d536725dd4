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

/** Statements that were built once, by name. */
export class Templates {
  readonly #compiled = new Map<string, CompiledQuery<unknown>>();

  get(name: string, compile: () => CompiledQuery<unknown>): CompiledQuery<unknown> {
    let template = this.#compiled.get(name);
    if (!template) this.#compiled.set(name, (template = compile()));
    return template;
  }
}
