import type { Instant } from "@lorats/base";
import type { EventBody } from "@lorats/events";
import type { QueueItem } from "../ports/downlink-queue.ts";
import { type DownlinkContent, MAX_F_OPTS, macPayloadLength } from "./frame.ts";
import type { Window } from "./windows.ts";

type Outcome = EventBody<"delivery">["outcome"];

/** Why a frame has to be sent even if no application wants to say anything. */
export interface Duties {
  /** The confirmed uplink to acknowledge, 32 bits. */
  readonly acknowledges?: number;
  /** Encoded answers and requests, best in one frame, most urgent first. */
  readonly macCommands: readonly Uint8Array[];
  /** Commands that the oldest message leaves no room for go before it: else a queue that is never empty would hold them up for ever. */
  readonly macBeforeData?: boolean;
  /** The device asks whether anybody is there (ADRACKReq). */
  readonly adrAckReq: boolean;
  readonly adr: boolean;
  /** The answer has to go into RX2, where the device has that window. */
  readonly onlyRx2?: boolean;
}

export interface DownlinkPlan {
  readonly content: DownlinkContent;
  readonly item?: QueueItem;
  /** The windows whose data rate can carry it. */
  readonly windows: readonly Window[];
  /** Queue items that are given up, and why. */
  readonly dropped: readonly { readonly item: QueueItem; readonly outcome: Outcome }[];
}

/**
 * What to say in this device's receive windows: duties first, then the oldest message that fits. No plan when there
 * is nothing to say.
 */
export function planDownlink(
  duties: Duties,
  queue: readonly QueueItem[],
  windows: readonly Window[],
  now: Instant,
): DownlinkPlan | { readonly dropped: DownlinkPlan["dropped"] } {
  const dropped: { item: QueueItem; outcome: Outcome }[] = [];
  const room = Math.max(0, ...windows.map(({ maxMacPayload }) => maxMacPayload));
  let rest = [...queue];
  let item: QueueItem | undefined;
  while (rest.length > 0 && !item) {
    const head = rest.shift()!;
    const bare = contentOf(duties, [], head, rest.length > 0);
    if (head.expiresAt !== undefined && head.expiresAt <= now) {
      dropped.push({ item: head, outcome: "expired" });
    } else if (head.attemptsLeft < 1) {
      dropped.push({ item: head, outcome: "not-acknowledged" });
    } else if (macPayloadLength(bare) > room) {
      dropped.push({ item: head, outcome: "too-long" });
    } else {
      item = head;
    }
  }
  let commands = commandsWith(duties, item, room);
  if (item && duties.macBeforeData && commands.length < duties.macCommands.length) {
    const alone = commandsWith(duties, undefined, room);
    if (alone.length > commands.length) {
      commands = alone;
      rest = [item, ...rest];
      item = undefined;
    }
  }
  const more = rest.length > 0;
  const needed =
    item !== undefined ||
    commands.length > 0 ||
    duties.acknowledges !== undefined ||
    duties.adrAckReq;
  if (!needed) return { dropped };
  const content = contentOf(
    duties,
    commands,
    item,
    more || commands.length < duties.macCommands.length,
  );
  const length = macPayloadLength(content);
  const usable = windows.filter(({ maxMacPayload }) => maxMacPayload >= length);
  if (usable.length === 0) return { dropped };
  return { content, ...(item && { item }), windows: usable, dropped };
}

/** The commands that fit beside a message, or alone. */
function commandsWith(
  duties: Duties,
  item: QueueItem | undefined,
  room: number,
): readonly Uint8Array[] {
  const limit = item ? MAX_F_OPTS : Number.POSITIVE_INFINITY;
  return fitting(
    duties.macCommands,
    limit,
    (chosen) => macPayloadLength(contentOf(duties, chosen, item, false)) <= room,
  );
}

/** The longest run of commands from the front that fits. */
function fitting(
  commands: readonly Uint8Array[],
  limit: number,
  fits: (chosen: readonly Uint8Array[]) => boolean,
): readonly Uint8Array[] {
  let chosen: readonly Uint8Array[] = [];
  let length = 0;
  for (const command of commands) {
    length += command.length;
    const longer = [...chosen, command];
    if (length > limit || !fits(longer)) break;
    chosen = longer;
  }
  return chosen;
}

function contentOf(
  duties: Duties,
  commands: readonly Uint8Array[],
  item: QueueItem | undefined,
  fPending: boolean,
): DownlinkContent {
  const macCommands = new Uint8Array(commands.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const command of commands) {
    macCommands.set(command, at);
    at += command.length;
  }
  return {
    confirmed: item?.confirmed ?? false,
    adr: duties.adr,
    fPending,
    macCommands,
    ...(duties.acknowledges !== undefined && { acknowledges: duties.acknowledges }),
    ...(item && { data: { fPort: item.fPort, payload: item.payload } }),
  };
}
