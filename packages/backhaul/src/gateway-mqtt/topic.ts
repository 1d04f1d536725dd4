import type { Eui64 } from "@lorats/base";

/** What a gateway publishes under `event/`, and what it is sent under `command/`. */
export const GATEWAY_EVENTS = ["up", "stats", "ack", "conn"] as const;
export const GATEWAY_COMMANDS = ["down", "config"] as const;
export type GatewayEvent = (typeof GATEWAY_EVENTS)[number];
export type GatewayCommand = (typeof GATEWAY_COMMANDS)[number];

export interface GatewayTopic {
  /** The region's, such as `eu868`; empty when there is none. */
  readonly prefix: string;
  readonly gatewayEui: Eui64;
  readonly message: GatewayEvent | GatewayCommand;
}

const TOPIC = /^(?:(.+)\/)?gateway\/([0-9a-f]{16})\/(event|state|command)\/([a-z]+)$/;

/**
 *     [prefix/]gateway/{EUI}/event/{up|stats|ack}
 *     [prefix/]gateway/{EUI}/state/conn, retained
 *     [prefix/]gateway/{EUI}/command/{down|config}
 *
 * Undefined for any other topic. `event/conn` is understood too.
 */
export function parseGatewayTopic(topic: string): GatewayTopic | undefined {
  const match = TOPIC.exec(topic);
  if (!match) return undefined;
  const [, prefix = "", gatewayEui, direction, name] = match;
  const allowed: readonly string[] =
    direction === "command" ? GATEWAY_COMMANDS : direction === "event" ? GATEWAY_EVENTS : ["conn"];
  if (!allowed.includes(name!)) return undefined;
  return {
    prefix,
    gatewayEui: gatewayEui as Eui64,
    message: name as GatewayEvent | GatewayCommand,
  };
}

export function formatGatewayTopic({ prefix, gatewayEui, message }: GatewayTopic): string {
  const isCommand = (GATEWAY_COMMANDS as readonly string[]).includes(message);
  const direction = isCommand ? "command" : message === "conn" ? "state" : "event";
  return `${prefix === "" ? "" : `${prefix}/`}gateway/${gatewayEui}/${direction}/${message}`;
}
