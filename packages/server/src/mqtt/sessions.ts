import type { Clock } from "@lorats/base";
import type { MqttCredential } from "@lorats/platform";
import type { Client, ConnectPacket } from "aedes";
import type { MqttCredentials } from "./credentials.ts";
import type { DurablePersistence } from "./durable-persistence.ts";

const SEPARATOR = "/";
/** Sessions that one credential may leave behind; the next client has one for as long as it is connected. */
const MAX_SESSIONS = 100;
const NS_PER_MS = 1_000_000n;

export interface MqttSessionsParts {
  readonly credentials: MqttCredentials;
  readonly persistence: DurablePersistence;
  readonly clock: Pick<Clock, "now">;
  /** A session whose client stays away for longer ends, with what waits in it. */
  readonly expiryMs: number;
  readonly refused: (reason: string) => void;
}

/**
 * Which sessions outlive their connection, and whose they are. Client ids are one name space in MQTT: within their user's name
 * nobody can push out, or take over the session of, somebody else's client.
 */
export class MqttSessions {
  readonly #parts: MqttSessionsParts;
  /** By user name, of those that have sessions here. */
  readonly #holders = new Map<string, MqttCredential>();

  constructor(parts: MqttSessionsParts) {
    this.#parts = parts;
  }

  /** Whose were here when the server ended, whatever ended it, are away from now on. */
  async restore(): Promise<void> {
    const { persistence } = this.#parts;
    const now = this.#now();
    for (const [id, awaySince] of persistence.sessions) {
      if (awaySince === undefined) persistence.presence({ id }, now);
    }
    await this.review();
  }

  /** Puts the client into its user's name space. Only what an application's credential asks for is kept beyond the connection. */
  async place(packet: ConnectPacket): Promise<void> {
    const username = packet.username ?? "";
    const asksFor = packet.clean !== true && Boolean(packet.clientId);
    if (packet.clientId) packet.clientId = `${username}${SEPARATOR}${packet.clientId}`;
    const holder = asksFor ? await this.#parts.credentials.named(username) : undefined;
    if (holder && this.#hasRoom(packet.clientId, username)) this.#holders.set(username, holder);
    else packet.clean = true;
  }

  came({ id, clean }: Client): void {
    if (!clean) this.#parts.persistence.presence({ id }, undefined);
  }

  gone({ id, clean }: Client): void {
    if (!clean) this.#parts.persistence.presence({ id }, this.#now());
  }

  /** Whose session, or will, it is. */
  holderOf(clientId: string): MqttCredential | undefined {
    return this.#holders.get(userOf(clientId));
  }

  /** Learns whose the sessions are; ends those that expired, or whose credential did or was revoked. */
  async review(): Promise<void> {
    const { persistence, credentials, expiryMs } = this.#parts;
    const oldest = this.#now() - expiryMs;
    const byUser = Map.groupBy(persistence.clientIds, userOf);
    for (const [username, clientIds] of byUser) {
      const holder = await credentials.named(username);
      if (holder) this.#holders.set(username, holder);
      else this.#holders.delete(username);
      for (const clientId of clientIds) {
        const awaySince = persistence.sessions.get(clientId);
        const expired = awaySince !== undefined && awaySince < oldest;
        if (!holder || expired) await persistence.forget(clientId);
      }
    }
  }

  #hasRoom(clientId: string, username: string): boolean {
    const { sessions } = this.#parts.persistence;
    if (sessions.has(clientId)) return true;
    const count = sessions.keys().reduce((sum, id) => sum + (userOf(id) === username ? 1 : 0), 0);
    if (count >= MAX_SESSIONS) this.#parts.refused("too many sessions");
    return count < MAX_SESSIONS;
  }

  #now(): number {
    return Number(this.#parts.clock.now() / NS_PER_MS);
  }
}

function userOf(clientId: string): string {
  return clientId.slice(0, clientId.indexOf(SEPARATOR));
}
