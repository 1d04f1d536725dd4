import type { Aes, Clock, KeyStore, Random } from "@lorats/base";
import type { Cursor, EventLog, NewEvent, Reception } from "@lorats/events";
import type { NetworkOptions } from "../options.ts";
import type { DownlinkQueue } from "../ports/downlink-queue.ts";
import type { DownlinkSender } from "../ports/downlink-sender.ts";
import type { SessionStore } from "../ports/session-store.ts";
import type { Registry } from "../registry/registry.ts";

/** An event that is durable now. */
export interface PublishedEvent {
  readonly event: NewEvent;
  readonly position: Cursor;
}

/** Everything that the network server needs from outside. */
export interface NetworkPorts {
  readonly log: EventLog;
  readonly keys: KeyStore;
  readonly registry: Registry;
  readonly sessions: SessionStore;
  readonly queue: DownlinkQueue;
  readonly sender: DownlinkSender;
  readonly clock: Clock;
  readonly random: Random;
  readonly aes: Aes;
  /** What trust has to say of a frame: its events are appended together with the uplink's. */
  readonly assess: (
    uplink: NewEvent<"uplink">,
    receptions: readonly Reception[],
  ) => readonly NewEvent[];
  /** Called with events once they are durable, in the order of the log. */
  readonly published: (events: readonly PublishedEvent[]) => void;
  /** Called with what went wrong and nobody else hears of; never with secrets. */
  readonly failed?: (error: unknown, doing: string) => void;
  readonly options?: Partial<NetworkOptions>;
}
