import { useNavigate } from "@tanstack/react-router";
import { client, queries } from "../../client.ts";
import { Configuration } from "../../parts/configuration.tsx";
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
  const words = {
    title: text("configuration"),
    dangerous: text("dangerous"),
    remove: text("delete"),
    removeTitle: text("deleteTitle", { name }),
    removeNote: text("deleteNote"),
  };
  return (
    <Configuration words={words} name={name} may={may} onRemove={remove}>
      <DeviceForm
        key={device.version}
        device={device}
        onDone={() => toast(text("saved", { name }))}
      />
    </Configuration>
  );
}
