import { encodeDatagram, type GatewayStats, type LtsSideReport, type Rxpk } from "@lorats/backhaul";
import type { Clock, Eui64, Random } from "@lorats/base";
import { Journal, type StoredDatagram } from "./journal.ts";
import type { Link, LinkHooks } from "./link.ts";
import { type ServerAddress, ServerLink } from "./server-link.ts";
import { type StationAddress, type StationIdentity, StationLink } from "./station-link.ts";

export interface ForwarderOptions {
  readonly servers: readonly (ServerAddress | StationAddress)[];
  readonly spoolDirectory: string;
  readonly spoolMaxBytes: number;
}

/** Everything that goes up to network servers, and what comes down. */
export class Forwarder {
  readonly links: readonly Link[];
  readonly journal: Journal;
  readonly #clock: Clock;
  readonly #random: Random;

  /** `onDown` gets a server's datagram for a gateway, as it came. */
  constructor(
    options: ForwarderOptions,
    identity: StationIdentity,
    clock: Clock,
    random: Random,
    onDown: (eui: Eui64, datagram: Uint8Array, server: string) => void,
  ) {
    this.#clock = clock;
    this.#random = random;
    this.journal = new Journal({
      directory: options.spoolDirectory,
      maxBytes: options.spoolMaxBytes,
      servers: options.servers.map(({ name }) => name),
    });
    const onAcknowledged = (entry: StoredDatagram, server: string): void =>
      this.journal.acknowledge(entry, server);
    const hooks: LinkHooks = { onAcknowledged, onDown };
    this.links = options.servers.map((address) =>
      "uri" in address
        ? new StationLink(address, identity, clock, random, hooks)
        : new ServerLink(address, clock, hooks),
    );
  }

  /** Sends what an earlier run could not. Returns how many datagrams that are. */
  resume(): number {
    const { entries } = this.journal;
    for (const entry of entries) this.release(entry);
    return entries.length;
  }

  /** Keeps a datagram; nothing is sent before `release`. */
  keep(datagram: Uint8Array): StoredDatagram {
    return this.journal.append(new Uint8Array(datagram), this.#clock.now());
  }

  /** Sends a kept datagram, in this version if one is given, until every server has it. */
  release(entry: StoredDatagram, annotated?: Uint8Array): void {
    if (annotated) this.journal.replace(entry, annotated);
    for (const link of this.links) if (entry.pending.has(link.address.name)) link.enqueue(entry);
  }

  /** A PUSH_DATA of the gateway's own, kept until every server has it. */
  push(
    gatewayEui: Eui64,
    content: { readonly uplinks?: readonly Rxpk[]; readonly lts?: LtsSideReport },
  ): void {
    this.release(this.keep(this.#datagram(gatewayEui, content)));
  }

  /** The same, sent once: what is worth nothing when it is old. */
  pushOnce(
    gatewayEui: Eui64,
    content: { readonly stats?: GatewayStats; readonly lts?: LtsSideReport },
  ): void {
    this.sendOnce(this.#datagram(gatewayEui, content));
  }

  sendOnce(datagram: Uint8Array): void {
    for (const link of this.links) link.sendOnce(datagram);
  }

  close(): void {
    for (const link of this.links) link.close();
    this.journal.close();
  }

  #datagram(
    gatewayEui: Eui64,
    content: {
      readonly uplinks?: readonly Rxpk[];
      readonly stats?: GatewayStats;
      readonly lts?: LtsSideReport;
    },
  ): Uint8Array {
    const token = this.#random.uint32() & 0xffff;
    const { uplinks = [], ...rest } = content;
    return encodeDatagram({ type: "push-data", version: 2, token, gatewayEui, uplinks, ...rest });
  }
}
