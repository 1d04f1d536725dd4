import { Badge, Tooltip } from "@mantine/core";
import type { Integration } from "@lorats/api";
import { text } from "./integrations.text.ts";

/** Whether the other side takes events; what it said last, on hover. */
export function DeliveryState({ integration }: { readonly integration: Integration }) {
  const { enabled, status } = integration;
  const { lastError } = status ?? {};
  const state = !enabled ? "switchedOff" : lastError === undefined ? "works" : "stuck";
  const color = { switchedOff: "gray", works: "teal", stuck: "red" }[state];
  return (
    <Tooltip label={lastError} disabled={lastError === undefined}>
      <Badge variant="dot" color={color}>
        {text(state)}
      </Badge>
    </Tooltip>
  );
}
