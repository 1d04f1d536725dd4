import type { Clock, Random } from "@lorats/base";
import type { MulticastDelivery, NewEvent } from "@lorats/events";
import type { Attempt } from "../downlink/attempts.ts";
import { transmissionBody } from "../downlink/events.ts";
import type { BuiltDownlink } from "../downlink/frame.ts";
import type { QueueItem } from "../ports/downlink-queue.ts";
import type { MulticastGroup } from "../registry/multicast-group.ts";

/** One gateway's copy of a frame to a group, decided. */
export function multicastDownlinkEvent(
  group: MulticastGroup,
  item: QueueItem,
  { phyPayload, fCntDown }: BuiltDownlink,
  attempt: Attempt,
  source: { readonly clock: Clock; readonly random: Random },
): NewEvent<"multicast-downlink"> {
  const { downlinkId, ...sent } = transmissionBody(attempt, phyPayload, source);
  return {
    type: "multicast-downlink",
    tenantId: group.tenantId,
    key: group.id,
    time: source.clock.now(),
    body: {
      downlinkId,
      groupId: group.id,
      applicationId: group.applicationId,
      mcAddr: group.mcAddr,
      window: group.groupClass === "B" ? "class-b" : "class-c",
      fCntDown,
      fPort: item.fPort,
      queueItemId: item.id,
      ...sent,
    },
  };
}

/** What became of a message to a group. */
export function multicastDeliveryEvent(
  { id, tenantId, applicationId }: MulticastGroup,
  item: QueueItem,
  time: bigint,
  what: Pick<MulticastDelivery, "outcome"> & Partial<MulticastDelivery>,
): NewEvent<"multicast-delivery"> {
  const body = { queueItemId: item.id, groupId: id, applicationId, ...what };
  return { type: "multicast-delivery", tenantId, key: id, time, body };
}
