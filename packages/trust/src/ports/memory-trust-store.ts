import type { SubjectKind, TrustPositions, TrustRow, TrustStore } from "./trust-store.ts";

/** Trust's memory in memory, for tests and simulations. */
export class MemoryTrustStore implements TrustStore {
  readonly #rows = new Map<string, TrustRow>();
  #positions: TrustPositions = {};

  async load(kind: SubjectKind, ids: readonly string[]): Promise<ReadonlyMap<string, TrustRow>> {
    const found = new Map<string, TrustRow>();
    for (const id of ids) {
      const row = this.#rows.get(`${kind}:${id}`);
      if (row) found.set(id, row);
    }
    return found;
  }

  async all(kind: SubjectKind): Promise<readonly TrustRow[]> {
    return [...this.#rows.values()].filter((row) => row.kind === kind);
  }

  async save(rows: readonly TrustRow[], positions: TrustPositions): Promise<void> {
    for (const row of rows) {
      this.#rows.set(`${row.kind}:${row.id}`, { ...row, state: row.state.slice() });
    }
    this.#positions = { ...this.#positions, ...positions };
  }

  async positions(): Promise<TrustPositions> {
    return this.#positions;
  }

  async overdue(beforeMs: number, limit: number): Promise<readonly TrustRow[]> {
    return [...this.#rows.values()]
      .filter(({ dueAtMs }) => dueAtMs !== undefined && dueAtMs < beforeMs)
      .toSorted((a, b) => a.dueAtMs! - b.dueAtMs!)
      .slice(0, limit);
  }

  async delete(kind: SubjectKind, ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#rows.delete(`${kind}:${id}`);
  }

  async clear(): Promise<void> {
    this.#rows.clear();
    this.#positions = {};
  }
}
