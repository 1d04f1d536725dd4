import type { Eui64 } from "@lorats/base";
import type { StoredDatagram } from "./journal.ts";

export interface LinkHooks {
  onAcknowledged(entry: StoredDatagram, server: string): void;
  /** A downlink or PULL_ACK for a gateway, as a packet forwarder understands it. */
  onDown(eui: Eui64, datagram: Uint8Array, server: string): void;
}

/** The way to one network server, whatever it speaks. What goes in and comes out are datagrams of packet forwarders. */
export interface Link {
  readonly address: { readonly name: string };
  readonly isUp: boolean;
  /** Datagrams without acknowledgement. */
  readonly waiting: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly downlinks: number;
  /** Sends a stored datagram, after those before it, until the server has it. */
  enqueue(entry: StoredDatagram): void;
  /** Sends once; nobody waits for an answer. */
  sendOnce(datagram: Uint8Array): void;
  /** PULL_DATA and TX_ACK. */
  sendPull(eui: Eui64, datagram: Uint8Array): void;
  close(): void;
}
