import type { Message } from "./message.ts";

/** Somewhere that messages go: a broker, a webhook, a table. */
export interface Sink<T = Message> {
  /** Names its place in the log; two sinks never share one. */
  readonly name: string;
  /**
   * Resolves when the other side has all of them, in order. A rejection makes the follower wait and offer them
   * again, so the other side may see a message twice, and never misses one.
   */
  deliver(messages: readonly T[]): Promise<void>;
}
