import { Badge } from "@mantine/core";
import type { Connector } from "@lorats/api";
import { hint } from "../../hint/hint.ts";
import { text } from "./connectors.text.ts";

export type ConnectorStateName = "switchedOff" | "noConnection" | "stuck" | "works" | "waits";

const COLORS: Readonly<Record<ConnectorStateName, string>> = {
  switchedOff: "gray",
  noConnection: "red",
  stuck: "yellow",
  works: "teal",
  waits: "gray",
};

/** How a connector fares: a lost broker comes first, then what was refused, then whether anything came. */
export function connectorState({ enabled, status }: Connector): ConnectorStateName {
  if (!enabled) return "switchedOff";
  if (status.connected === false) return "noConnection";
  if (status.kept + status.repeated > 0) return "works";
  return status.lastError === undefined ? "waits" : "stuck";
}

/** How it fares; what went wrong last is on hover. */
export function ConnectorState({ connector }: { readonly connector: Connector }) {
  const state = connectorState(connector);
  return (
    <Badge variant="dot" color={COLORS[state]} {...hint(connector.status.lastError)}>
      {text(state)}
    </Badge>
  );
}
