import type { ConnectorKind } from "./kind.ts";
import { chirpstack } from "./kinds/chirpstack.ts";
import { http, mqttDevices } from "./kinds/generic.ts";
import { sigfox } from "./kinds/sigfox.ts";
import { theThingsStackConnector } from "./kinds/the-things-stack.ts";

/** Every kind of connector. A new one is a file in `kinds/` and a line here. */
const KINDS = [chirpstack, theThingsStackConnector, sigfox, http, mqttDevices] as const;

export const CONNECTOR_KINDS = KINDS as unknown as readonly ConnectorKind[];

export function connectorKind(kind: string): ConnectorKind | undefined {
  return CONNECTOR_KINDS.find((one) => one.kind === kind);
}
