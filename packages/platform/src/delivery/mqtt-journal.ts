/** What a broker has to remember beyond its own life. */
export type MqttRecordKind =
  | "session"
  | "retained"
  | "subscription"
  | "outgoing"
  | "incoming"
  | "will";

export interface MqttRecord {
  readonly kind: MqttRecordKind;
  /** A client; empty for retained messages, which belong to nobody. */
  readonly owner: string;
  /** A topic or number, unique within kind and owner. */
  readonly key: string;
  /** Orders the records of one owner. */
  readonly number: number;
  readonly body: string;
}

export type MqttChange =
  | { readonly put: MqttRecord }
  | { readonly remove: Pick<MqttRecord, "kind" | "owner" | "key"> }
  /** All of an owner, of one kind. */
  | { readonly clear: Pick<MqttRecord, "kind" | "owner"> };

/** Where a broker keeps its sessions. Every adapter passes `mqttJournalContract`. */
export interface MqttJournal {
  /** Everything there is, each owner's in the order of its numbers. */
  load(): Promise<readonly MqttRecord[]>;
  /** All or none, in order, durable once resolved. */
  write(changes: readonly MqttChange[]): Promise<void>;
}

export class MemoryMqttJournal implements MqttJournal {
  readonly #records = new Map<string, MqttRecord>();

  async load(): Promise<readonly MqttRecord[]> {
    return [...this.#records.values()].toSorted((a, b) => a.number - b.number);
  }

  async write(changes: readonly MqttChange[]): Promise<void> {
    for (const change of changes) {
      if ("put" in change) this.#records.set(nameOf(change.put), change.put);
      else if ("remove" in change) this.#records.delete(nameOf(change.remove));
      else this.#clear(change.clear);
    }
  }

  #clear({ kind, owner }: Pick<MqttRecord, "kind" | "owner">): void {
    for (const [name, record] of this.#records) {
      if (record.kind === kind && record.owner === owner) this.#records.delete(name);
    }
  }
}

function nameOf({ kind, owner, key }: Pick<MqttRecord, "kind" | "owner" | "key">): string {
  return JSON.stringify([kind, owner, key]);
}
