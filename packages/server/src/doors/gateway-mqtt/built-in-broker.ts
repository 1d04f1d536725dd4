import { parseGatewayTopic } from "@lorats/backhaul";
import type { Eui64 } from "@lorats/base";
import type { GatewayCredentialId } from "@lorats/platform";
import type { DoorParts } from "../common/door.ts";
import type { Proof, Shown } from "../common/credential-check.ts";
import type { GatewayMqttDoor } from "./gateway-mqtt-door.ts";

/** A gateway at the server's own broker. */
export interface GatewayPrincipal {
  readonly eui: Eui64;
  readonly address: string;
  readonly proof: Proof;
}

type Publish = (topic: string, payload: string | Uint8Array) => Promise<void>;

const EUI = /^[0-9a-f]{16}$/;

/** What the server's own broker asks about gateways: who they are, what they may do, and what they say. */
export class GatewayLane {
  readonly #door: GatewayMqttDoor;
  readonly #parts: DoorParts;

  constructor(door: GatewayMqttDoor, parts: DoorParts) {
    this.#door = door;
    this.#parts = parts;
  }

  /** A gateway's user name is its EUI; it shows a token as its password, or a client certificate. */
  async authenticate(
    username: string | undefined,
    shown: Shown,
    address: string,
  ): Promise<GatewayPrincipal | undefined> {
    const eui = username?.toLowerCase();
    if (eui === undefined || !EUI.test(eui)) return undefined;
    const { porter, credentials, metrics } = this.#parts;
    const admitted = await porter.admit(eui as Eui64, address);
    if (!admitted.ok) {
      metrics.refuse(admitted.code);
      return undefined;
    }
    const proof = await credentials.prove(admitted.value, shown, true);
    if (proof.ok) return { eui: eui as Eui64, address, proof: proof.value };
    metrics.refuse(proof.code);
    return undefined;
  }

  /** A gateway listens to its own commands, by name or by wildcard. */
  maySubscribe({ eui }: GatewayPrincipal, filter: string): boolean {
    const match = /^(?:.+\/)?gateway\/([^/]+)\/command\/([^/]+)$/.exec(filter);
    return match?.[1] === eui;
  }

  mayHear({ eui }: GatewayPrincipal, topic: string): boolean {
    const parsed = parseGatewayTopic(topic);
    return parsed?.gatewayEui === eui && (parsed.message === "down" || parsed.message === "config");
  }

  /** Resolves when the message may be acknowledged. */
  take(
    { eui, proof, address }: GatewayPrincipal,
    topic: string,
    payload: Uint8Array,
    publish: Publish,
  ): Promise<void> {
    const { authentication } = proof;
    return this.#door.take(topic, payload, { eui, authentication, address, publish });
  }

  gone({ eui }: GatewayPrincipal): void {
    this.#door.gone(eui);
  }

  /** Those whose credential was revoked or has expired since. */
  async revoked(principals: readonly GatewayPrincipal[]): Promise<readonly GatewayPrincipal[]> {
    const ids = principals.flatMap(({ proof }) => proof.credentialId ?? []);
    const valid = await this.#parts.credentials.stillHold(ids);
    const holds = (id: GatewayCredentialId | undefined): boolean =>
      id !== undefined && valid.has(id);
    return principals.filter(({ proof }) => !holds(proof.credentialId));
  }
}
