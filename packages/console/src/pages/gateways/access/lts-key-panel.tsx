import { Badge, Group } from "@mantine/core";
import { client, queries } from "../../../client.ts";
import { ConfirmButton } from "../../../parts/confirm-button.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { useMay } from "../../../state/access.ts";
import { toast } from "../../../state/toasts.ts";
import { text } from "../access.text.ts";

import type { SecretsProps } from "./secrets.ts";

/** The key with which the gateway vouches for what its software radio measured. */
export function LtsKeyPanel({ gateway: { id, hasLtsKey }, onSecrets }: SecretsProps) {
  const may = useMay("gateways", "write");
  const refresh = () => queries.invalidateQueries({ queryKey: ["gateway", id] });
  const make = async (): Promise<void> => {
    const { key } = await client.setGatewayLtsKey({ id });
    await refresh();
    if (key !== undefined) onSecrets([[text("ltsKey"), key]]);
  };
  const take = async (): Promise<void> => {
    await client.deleteGatewayLtsKey({ id });
    await refresh();
    toast(text("ltsKeyTaken"));
  };
  return (
    <Panel title={text("ltsKey")} note={text("ltsKeyNote")}>
      <Group gap="sm">
        <Badge variant="dot" color={hasLtsKey ? "teal" : "gray"}>
          {text(hasLtsKey ? "hasLtsKey" : "noLtsKey")}
        </Badge>
        {may && (
          <ConfirmButton
            size="xs"
            variant="default"
            danger={false}
            label={text("makeKey")}
            title={text("makeKeyTitle")}
            onConfirm={make}
          >
            {text(hasLtsKey ? "makeKeyAgain" : "makeKeyNote")}
          </ConfirmButton>
        )}
        {may && hasLtsKey && (
          <ConfirmButton
            size="xs"
            variant="subtle"
            label={text("takeKey")}
            title={text("takeKeyTitle")}
            onConfirm={take}
          >
            {text("takeKeyNote")}
          </ConfirmButton>
        )}
      </Group>
    </Panel>
  );
}
