import { client } from "../../client.ts";
import { Configuration } from "../../parts/configuration.tsx";
import { DeviceForm } from "./device-form.tsx";
import { text } from "./devices.text.ts";
import { MovePanel } from "./move-panel.tsx";
import type { DeviceTabProps } from "./one.tsx";

/** What people set of the device, and the way to be rid of it. */
export default function ConfigurationTab({ device }: DeviceTabProps) {
  return (
    <Configuration
      text={text}
      thing={device}
      resource="devices"
      address="/devices"
      keys={["device", "devices"]}
      remove={() => client.deleteDevice({ id: device.id })}
      further={<MovePanel key={device.version} device={device} />}
    >
      {(onSaved) => <DeviceForm key={device.version} device={device} onDone={onSaved} />}
    </Configuration>
  );
}
