import type { Instant } from "@lorats/base";
import type { NewEvent } from "@lorats/events";
import type { DownlinkQueue, QueueItem } from "../ports/downlink-queue.ts";

/** A change of the downlink queue that follows from an event, the same live and in replay. */
export type QueueEffect =
  | { readonly kind: "remove"; readonly id: string }
  | { readonly kind: "sent-confirmed"; readonly item: QueueItem };

/** Deliveries settle a message for good. */
export function effectOfDelivery(event: NewEvent<"delivery" | "multicast-delivery">): QueueEffect {
  return { kind: "remove", id: event.body.queueItemId };
}

/** A gateway took a message: an unconfirmed one is done, a confirmed one waits for the device. */
export function effectOfSending(
  item: QueueItem,
  fCntDown: number,
  pendingUntil?: Instant,
): QueueEffect {
  if (!item.confirmed) return { kind: "remove", id: item.id };
  const { pendingUntil: _, ...rest } = item;
  const sent: QueueItem = {
    ...rest,
    attemptsLeft: item.attemptsLeft - 1,
    pendingFCnt: fCntDown,
    ...(pendingUntil !== undefined && { pendingUntil }),
  };
  return { kind: "sent-confirmed", item: sent };
}

export async function applyEffects(
  queue: DownlinkQueue,
  effects: readonly QueueEffect[],
): Promise<void> {
  const gone = effects.filter((effect) => effect.kind === "remove").map(({ id }) => id);
  const sent = effects.filter((effect) => effect.kind === "sent-confirmed");
  if (gone.length > 0) await queue.remove(gone);
  if (sent.length > 0) await queue.update(sent.map(({ item }) => item));
}
