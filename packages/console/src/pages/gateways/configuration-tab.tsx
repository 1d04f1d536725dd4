import { Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { client, queries } from "../../client.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { Panel } from "../../parts/panel.tsx";
import { useMay } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { GatewayForm } from "./gateway-form.tsx";
import { text } from "./gateways.text.ts";
import type { GatewayTabProps } from "./one.tsx";

/** What people set of the gateway, and the way to be rid of it. */
export default function ConfigurationTab({ gateway }: GatewayTabProps) {
  const navigate = useNavigate();
  const may = useMay("gateways", "write");
  const { id, name } = gateway;
  const remove = async (): Promise<void> => {
    await client.deleteGateway({ id });
    toast(text("deleted", { name }));
    await navigate({ to: "/gateways" });
    queries.removeQueries({ queryKey: ["gateway", id] });
    await queries.invalidateQueries({ queryKey: ["gateways"] });
  };
  return (
    <Stack gap="md">
      <Panel title={text("configuration")}>
        <fieldset disabled={!may} style={{ border: 0, padding: 0, margin: 0 }}>
          <GatewayForm
            key={gateway.version}
            gateway={gateway}
            onDone={() => toast(text("saved", { name }))}
          />
        </fieldset>
      </Panel>
      {may && (
        <Panel title={text("dangerous")}>
          <ConfirmButton
            label={text("delete")}
            title={text("deleteTitle", { name })}
            typed={name}
            onConfirm={remove}
          >
            {text("deleteNote")}
          </ConfirmButton>
        </Panel>
      )}
    </Stack>
  );
}
