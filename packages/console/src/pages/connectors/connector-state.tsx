import { Badge } from "@mantine/core";
import type { Connector } from "@lorats/api";
import { hint } from "../../hint/hint.ts";
import { connectorState, type ConnectorStateName } from "./connector-status.ts";
import { text } from "./connectors.text.ts";

const COLORS: Readonly<Record<ConnectorStateName, string>> = {
  switchedOff: "gray",
  noConnection: "red",
  stuck: "yellow",
  works: "teal",
  waits: "gray",
};

/** How it fares; what went wrong last is on hover. */
export function ConnectorState({ connector }: { readonly connector: Connector }) {
  const state = connectorState(connector);
  return (
    <Badge variant="dot" color={COLORS[state]} {...hint(connector.status.lastError)}>
      {text(state)}
    </Badge>
  );
}
