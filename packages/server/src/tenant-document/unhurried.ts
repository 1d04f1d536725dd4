import { setImmediate } from "node:timers/promises";

/** Items that are worked on before others get their turn: frames want their answers within a second. */
const TOGETHER = 200;

/** The same items, with room for other work now and then. */
export async function* unhurried<T>(items: AsyncIterable<T> | Iterable<T>): AsyncIterable<T> {
  let count = 0;
  for await (const item of items) {
    if (++count % TOGETHER === 0) await setImmediate();
    yield item;
  }
}
