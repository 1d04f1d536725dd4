import type { SnippetQuery } from "../receiver/receiver-messages.ts";
import type { Snippet } from "./snippet.ts";

interface Held {
  readonly channel: number;
  readonly sf: number;
  /** A preamble and the measurement of it that was reported differ by less than this, in samples. */
  readonly reach: number;
  readonly snippet: Snippet;
}

/** Keeps the latest preambles within a budget of bytes; the oldest goes first. */
export class SnippetStore {
  readonly #maxBytes: number;
  #held: Held[] = [];
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add(held: Held): void {
    this.#held.push(held);
    this.#bytes += held.snippet.iq.length;
    let over = 0;
    while (this.#bytes > this.#maxBytes) this.#bytes -= this.#held[over++]!.snippet.iq.length;
    if (over > 0) this.#held = this.#held.slice(over);
  }

  /** The nearest one, if it can be what is meant. */
  find({ channel, sf, onsetSample }: SnippetQuery): Snippet | null {
    let best: Held | null = null;
    let least = Number.POSITIVE_INFINITY;
    for (const held of this.#held) {
      const apart = Math.abs(held.snippet.onsetSample - onsetSample);
      if (held.channel !== channel || held.sf !== sf || apart > held.reach) continue;
      if (apart < least) [best, least] = [held, apart];
    }
    return best?.snippet ?? null;
  }
}
