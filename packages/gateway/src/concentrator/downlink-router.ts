import { decodeHeader } from "@lorats/backhaul";
import type { Eui64 } from "@lorats/base";

const MOST_PENDING = 4096;

/** Remembers which server a downlink came from, so that its acknowledgement goes back there: two servers may use one token. */
export class DownlinkRouter {
  readonly #pending = new Map<string, string[]>();

  /** True when the datagram is a downlink. */
  note(eui: Eui64, datagram: Uint8Array, server: string): boolean {
    const header = decodeHeader(datagram);
    if (!header.ok || header.value.type !== "pull-resp") return false;
    const key = `${eui} ${header.value.token}`;
    this.#pending.set(key, [...(this.#pending.get(key) ?? []), server]);
    // Forwarders of version 1 never answer.
    if (this.#pending.size > MOST_PENDING) {
      this.#pending.delete(this.#pending.keys().next().value!);
    }
    return true;
  }

  /** The server to be told, the one that asked first; undefined when none did. */
  resolve(eui: Eui64, token: number): string | undefined {
    const key = `${eui} ${token}`;
    const servers = this.#pending.get(key);
    const server = servers?.shift();
    if (servers?.length === 0) this.#pending.delete(key);
    return server;
  }
}
