/**
 * Numbers by index, `-Infinity` at first, with searches by size: a complete binary tree of maxima. Changing one number
 * and every search are O(log n). Sixteen bytes a number.
 */
export class MaxTree {
  /** Node 1 is the root, node `i` has the children 2 i and 2 i + 1; numbers start at node `capacity`. */
  readonly #node: Float64Array;
  readonly #capacity: number;

  /** @param capacity at least 1 */
  constructor(capacity: number) {
    this.#capacity = 2 ** Math.ceil(Math.log2(capacity));
    this.#node = new Float64Array(2 * this.#capacity).fill(-Infinity);
  }

  set(index: number, value: number): void {
    const node = this.#node;
    let i = this.#capacity + index;
    node[i] = value;
    for (i >>>= 1; i > 0; i >>>= 1) {
      const highest = Math.max(node[2 * i]!, node[2 * i + 1]!);
      if (node[i] === highest) return;
      node[i] = highest;
    }
  }

  /** The first index, `from` or later, that holds at least `value`; -1 if none does. */
  firstAtLeast(from: number, value: number): number {
    const node = this.#node;
    if (from >= this.#capacity) return -1;
    let i = this.#capacity + from;
    while (node[i]! < value) {
      // Up while at a right child, for nothing on the right is left there.
      while (i & 1) i >>>= 1;
      if (i === 0) return -1;
      i++;
    }
    while (i < this.#capacity) {
      i *= 2;
      if (node[i]! < value) i++;
    }
    return i - this.#capacity;
  }

  /** The last index before `to` that holds more than `value`; -1 if none does. */
  lastAbove(to: number, value: number): number {
    const node = this.#node;
    if (to <= 0) return -1;
    let i = this.#capacity + Math.min(to, this.#capacity) - 1;
    while (node[i]! <= value) {
      // Up while at a left child; the leftmost path ends at the root.
      while (i > 1 && (i & 1) === 0) i >>>= 1;
      if (i === 1) return -1;
      i--;
    }
    while (i < this.#capacity) {
      i = 2 * i + 1;
      if (node[i]! <= value) i--;
    }
    return i - this.#capacity;
  }
}
