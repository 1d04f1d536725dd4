import type { Connector } from "@lorats/api";

export type ConnectorStateName = "switchedOff" | "noConnection" | "stuck" | "works" | "waits";

/** How a connector fares: a lost broker comes first, then what was refused, then whether anything came. */
export function connectorState({
  enabled,
  status,
}: Pick<Connector, "enabled" | "status">): ConnectorStateName {
  if (!enabled) return "switchedOff";
  if (status.connected === false) return "noConnection";
  if (status.kept + status.repeated > 0) return "works";
  return status.lastError === undefined ? "waits" : "stuck";
}
