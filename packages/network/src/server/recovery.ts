import type { DeviceId, Instant } from "@lorats/base";
import type { Cursor, EventLog, EventType, ReadPage, StoredEvent } from "@lorats/events";
import { DEVICE_EVENTS, evolve } from "../device/evolve.ts";
import { type DeviceState, NEW_DEVICE } from "../device/state.ts";
import type { WarmDevices } from "./warm-devices.ts";

/** What stands in a tx-ack when the gateway said nothing in time. */
export const NO_ANSWER = "NO_ANSWER";

/** A reception that was acknowledged and never decided. */
export type UndecidedReception = StoredEvent & { readonly type: "reception" };

/** Something became of a queued message for good. */
export type SettlingEvent = StoredEvent & {
  readonly type: "delivery" | "multicast-delivery";
};

export interface Tail {
  readonly undecided: readonly UndecidedReception[];
  /** Queue items that the tail settled or sent. */
  readonly deliveries: readonly SettlingEvent[];
  readonly replayed: number;
}

const READ: readonly EventType[] = [
  ...DEVICE_EVENTS,
  "reception",
  "refusal",
  "delivery",
  "multicast-delivery",
];

/**
 * Brings rows up to date with the log after an unclean end: folds the events after the checkpoint into the states
 * that lag behind, and finds receptions that were acknowledged but never decided.
 */
export async function replayTail(
  log: EventLog,
  devices: WarmDevices,
  checkpoint: Cursor | undefined,
): Promise<Tail> {
  const byDevice = new Map<DeviceId, StoredEvent[]>();
  const receptions = new Map<Cursor, UndecidedReception>();
  const deliveries: Tail["deliveries"][number][] = [];
  let after = checkpoint;
  let replayed = 0;
  for (;;) {
    const page = await log.read({ after, types: READ, limit: 1000 });
    for (const event of page.events) {
      replayed++;
      sort(event, byDevice, receptions, deliveries);
    }
    // The newest events may still be written: what comes later is ours to write.
    if (page.next === undefined) break;
    after = page.next;
  }
  await devices.loadDevices(byDevice.keys());
  for (const [id, events] of byDevice) fold(devices, id, events);
  return { undecided: [...receptions.values()], deliveries, replayed };
}

function sort(
  event: StoredEvent,
  byDevice: Map<DeviceId, StoredEvent[]>,
  receptions: Map<Cursor, UndecidedReception>,
  deliveries: Tail["deliveries"][number][],
): void {
  if (event.type === "reception") {
    if (event.body.crc !== "bad") receptions.set(event.position, event);
    return;
  }
  if (event.type === "refusal") {
    for (const position of event.body.receptions) receptions.delete(position);
    return;
  }
  if (event.type === "delivery" || event.type === "multicast-delivery") deliveries.push(event);
  if (event.type === "uplink" || event.type === "join") {
    for (const { position } of event.body.receptions) receptions.delete(position);
  }
  if (!DEVICE_EVENTS.includes(event.type)) return;
  const id = event.key as DeviceId;
  const known = byDevice.get(id);
  if (known) known.push(event);
  else byDevice.set(id, [event]);
}

/** Applies what comes after the event that the row reflects; all of it if that lies before the checkpoint. */
function fold(devices: WarmDevices, id: DeviceId, events: readonly StoredEvent[]): void {
  const reflected = devices.position(id);
  const at = events.findIndex(({ position }) => position === reflected);
  const missing = events.slice(at + 1);
  const newest = missing.at(-1);
  if (!newest) return;
  let state = devices.state(id);
  for (const event of missing) state = evolve(state, event);
  devices.put(id, newest.tenantId, state, newest.position);
}

type SentEvent = StoredEvent & { readonly type: "downlink" | "multicast-downlink" };

/** A downlink of the past, with what its gateway said of it, if it said anything. */
export interface PastDownlink {
  readonly event: SentEvent;
  readonly status: string | undefined;
}

const SENDING: readonly EventType[] = ["downlink", "multicast-downlink", "tx-ack"];

function isSent(event: StoredEvent): event is SentEvent {
  return event.type === "downlink" || event.type === "multicast-downlink";
}

/** Downlinks since then, newest first. */
export async function downlinksSince(
  log: EventLog,
  since: Instant,
): Promise<readonly PastDownlink[]> {
  const statuses = new Map<string, string>();
  const found: PastDownlink[] = [];
  let before: Cursor | "end" = "end";
  for (;;) {
    const page: ReadPage = await log.read({ before, types: SENDING, limit: 1000 });
    for (const event of page.events) {
      if (event.time < since) return found;
      if (event.type === "tx-ack") statuses.set(event.body.downlinkId, event.body.status);
      else if (isSent(event)) found.push({ event, status: statuses.get(event.body.downlinkId) });
    }
    if (page.next === undefined) return found;
    before = page.next;
  }
}

/** A device's state from its whole history, for a row that cannot be read. */
export async function rebuildState(
  log: EventLog,
  id: DeviceId,
): Promise<{ readonly state: DeviceState; readonly position: Cursor } | undefined> {
  let state = NEW_DEVICE;
  let position: Cursor | undefined;
  let after: Cursor | undefined;
  do {
    const page = await log.read({ after, key: id, types: DEVICE_EVENTS, limit: 1000 });
    for (const event of page.events) {
      state = evolve(state, event);
      position = event.position;
    }
    after = page.next;
  } while (after !== undefined);
  return position === undefined ? undefined : { state, position };
}
