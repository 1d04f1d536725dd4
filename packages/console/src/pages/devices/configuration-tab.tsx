import { Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { client, queries } from "../../client.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { Panel } from "../../parts/panel.tsx";
import { useMay } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { DeviceForm } from "./device-form.tsx";
import { text } from "./devices.text.ts";
import type { DeviceTabProps } from "./one.tsx";

/** What people set of the device, and the way to be rid of it. */
export default function ConfigurationTab({ device }: DeviceTabProps) {
  const navigate = useNavigate();
  const may = useMay("devices", "write");
  const { id, name } = device;
  const remove = async (): Promise<void> => {
    await client.deleteDevice({ id });
    toast(text("deleted", { name }));
    await navigate({ to: "/devices" });
    queries.removeQueries({ queryKey: ["device", id] });
    await queries.invalidateQueries({ queryKey: ["devices"] });
  };
  return (
    <Stack gap="md">
      <Panel title={text("configuration")}>
        <fieldset disabled={!may} style={{ border: 0, padding: 0, margin: 0 }}>
          <DeviceForm
            key={device.version}
            device={device}
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
