import type { Item } from "../item-store.ts";
import type { Message } from "./message.ts";

/** A message that its target refused for good: kept, so that somebody can mend the target and have it sent again. */
export interface DeadLetter extends Item {
  readonly message: Message;
  readonly reason: string;
}
