import { decodeDiscoveryRequest, encodeDiscoveryAnswer } from "@lorats/backhaul";
import type { Eui64 } from "@lorats/base";

/** Where stations ask for their server. */
export const DISCOVERY_PATH = "/router-info";
const GATEWAY_PATH = /^\/gateway\/([0-9a-f]{16})$/;

/** Names the server to people who read a station's log. */
const MUXS = "0000000000000001" as Eui64;
const HOST = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

/** The gateway that a path belongs to. */
export function gatewayOfPath(path: string): Eui64 | undefined {
  return GATEWAY_PATH.exec(path)?.[1] as Eui64 | undefined;
}

export interface ServerPlace {
  readonly tls: boolean;
  /** What the station itself called us; it must not be believed to be anything but a name. */
  readonly hostHeader: string | undefined;
  readonly publicUri: string | undefined;
  readonly fallback: { readonly host: string; readonly port: number };
}

/** Where a station shall connect: the way it came, unless the settings know a better one. */
export function gatewayUri(eui: Eui64, place: ServerPlace): string {
  return `${originOf(place)}/gateway/${eui}`;
}

function originOf({ tls, hostHeader, publicUri, fallback }: ServerPlace): string {
  if (publicUri !== undefined) return withPort(new URL(publicUri));
  const scheme = tls ? "wss" : "ws";
  const bare = fallback.host.includes(":") ? `[${fallback.host}]` : fallback.host;
  const isName = hostHeader !== undefined && HOST.test(hostHeader);
  return withPort(new URL(`${scheme}://${isName ? hostHeader : `${bare}:${fallback.port}`}`));
}

/** Stations refuse a URI without a port. */
function withPort({ protocol, hostname, port, pathname }: URL): string {
  const shown = port !== "" ? port : protocol === "wss:" ? "443" : "80";
  return `${protocol}//${hostname}:${shown}${pathname.replace(/\/$/, "")}`;
}

/** The gateway that a discovery message asks for, or undefined. */
export function askedGateway(message: string): Eui64 | undefined {
  const request = decodeDiscoveryRequest(message);
  return request.ok ? request.value : undefined;
}

export function discoveryAnswer(router: Eui64, uri: string): string {
  return encodeDiscoveryAnswer({ router, muxs: MUXS, uri });
}

export function discoveryRefusal(router: Eui64 | undefined, reason: string): string {
  return encodeDiscoveryAnswer({ router, error: reason });
}
