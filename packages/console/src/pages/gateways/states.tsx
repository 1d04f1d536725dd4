import { Badge } from "@mantine/core";
import type { Gateway } from "@lorats/api";
import { text } from "./gateways.text.ts";

const COLORS: Readonly<Record<Gateway["state"], string>> = {
  online: "teal",
  offline: "red",
  "never-seen": "gray",
};

export function GatewayState({ state }: { readonly state: Gateway["state"] }) {
  return (
    <Badge color={COLORS[state]} variant="dot">
      {text(state)}
    </Badge>
  );
}
