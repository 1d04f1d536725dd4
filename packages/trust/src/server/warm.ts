import type { TenantId } from "@lorats/base";
import type { SubjectKind, TrustRow, TrustStore } from "../ports/trust-store.ts";

interface Entry<State> {
  tenantId: TenantId;
  state: State;
}

export interface WarmParts<State> {
  readonly kind: SubjectKind;
  readonly store: TrustStore;
  readonly capacity: number;
  readonly blank: State;
  readonly encode: (state: State) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => State;
  readonly dueAtMs?: (state: State) => number | undefined;
  /** A row could not be read: its subject begins anew. */
  readonly damaged: (error: unknown) => void;
}

/**
 * States in memory, written back behind the log. What is judged within a batch is kept apart until the batch is
 * durable; events of other kinds change both.
 */
export class Warm<State> {
  readonly #parts: WarmParts<State>;
  readonly #entries = new Map<string, Entry<State>>();
  readonly #batch = new Map<string, Entry<State>>();
  readonly #dirty = new Set<string>();

  constructor(parts: WarmParts<State>) {
    this.#parts = parts;
  }

  async load(ids: readonly string[]): Promise<void> {
    const missing = ids.filter((id) => !this.#entries.has(id));
    if (missing.length === 0) return;
    const rows = await this.#parts.store.load(this.#parts.kind, missing);
    for (const row of rows.values()) this.admit(row);
    this.#evict();
  }

  admit({ id, tenantId, state }: TrustRow): void {
    if (this.#entries.has(id)) return;
    try {
      this.#entries.set(id, { tenantId, state: this.#parts.decode(state) });
    } catch (error) {
      this.#parts.damaged(error);
    }
  }

  get(id: string): State {
    return (this.#batch.get(id) ?? this.#entries.get(id))?.state ?? this.#parts.blank;
  }

  known(id: string): State | undefined {
    return this.#entries.get(id)?.state;
  }

  tenantOf(id: string): TenantId | undefined {
    return this.#entries.get(id)?.tenantId;
  }

  /** Within a batch. */
  put(id: string, tenantId: TenantId, state: State): void {
    this.#batch.set(id, { tenantId: this.#entries.get(id)?.tenantId ?? tenantId, state });
  }

  /** The batch is durable. */
  commit(): void {
    for (const [id, entry] of this.#batch) this.#set(id, entry);
    this.#batch.clear();
  }

  abandon(): void {
    this.#batch.clear();
  }

  /** Outside of batches. */
  change(id: string, tenantId: TenantId, step: (state: State) => State): void {
    const known = this.#entries.get(id);
    const before = known?.state ?? this.#parts.blank;
    const state = step(before);
    if (state !== before) this.#set(id, { tenantId: known?.tenantId ?? tenantId, state });
    const judged = this.#batch.get(id);
    if (judged) judged.state = step(judged.state);
  }

  forget(ids: readonly string[]): void {
    for (const id of ids) {
      this.#entries.delete(id);
      this.#batch.delete(id);
      this.#dirty.delete(id);
    }
  }

  get dirtyCount(): number {
    return this.#dirty.size;
  }

  /** Rows that changed since the last call. */
  takeDirty(): TrustRow[] {
    const { kind, encode, dueAtMs } = this.#parts;
    const rows: TrustRow[] = [];
    for (const id of this.#dirty) {
      const { tenantId, state } = this.#entries.get(id)!;
      rows.push({ kind, id, tenantId, state: encode(state), dueAtMs: dueAtMs?.(state) });
    }
    this.#dirty.clear();
    return rows;
  }

  /** Rows were not written after all. */
  giveBack(rows: readonly TrustRow[]): void {
    for (const { id } of rows) if (this.#entries.has(id)) this.#dirty.add(id);
  }

  #set(id: string, entry: Entry<State>): void {
    // To the end: those that were quiet longest come first.
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    this.#dirty.add(id);
  }

  #evict(): void {
    let excess = this.#entries.size - this.#parts.capacity;
    if (excess <= 0) return;
    for (const id of this.#entries.keys()) {
      if (excess <= 0) return;
      if (this.#dirty.has(id) || this.#batch.has(id)) continue;
      this.#entries.delete(id);
      excess--;
    }
  }
}
