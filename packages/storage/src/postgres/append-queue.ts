import type { PackedAppend } from "../log/packed.ts";

/** What one transaction holds at most, in encoded bytes: a failure costs as much again. */
const MAX_GROUP_BYTES = 8_388_608;

interface Waiting {
  readonly packed: PackedAppend;
  readonly resolve: (first: number) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: while one transaction is on its way to the disk, what comes meanwhile waits for the next, which
 * then holds all of it. A group that fails fails as a whole; each part hears of it.
 */
export class AppendQueue {
  readonly #commit: (group: readonly PackedAppend[]) => Promise<readonly number[]>;
  #waiting: Waiting[] = [];
  #working: Promise<void> | undefined;

  /** `commit` stores a group durably and returns the first position of each part. */
  constructor(commit: (group: readonly PackedAppend[]) => Promise<readonly number[]>) {
    this.#commit = commit;
  }

  append(packed: PackedAppend): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    this.#waiting.push({ packed, resolve, reject });
    this.#working ??= this.#work();
    return promise;
  }

  async idle(): Promise<void> {
    await this.#working;
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      try {
        const firsts = await this.#commit(group.map(({ packed }) => packed));
        for (const [i, { resolve }] of group.entries()) resolve(firsts[i]!);
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#working = undefined;
  }

  #takeGroup(): Waiting[] {
    let bytes = 0;
    const end = this.#waiting.findIndex(({ packed }, i) => {
      bytes += packed.bytes.length;
      return i > 0 && bytes > MAX_GROUP_BYTES;
    });
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : end);
  }
}
