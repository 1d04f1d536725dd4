import { useSearch } from "@tanstack/react-router";
import { NewPage } from "../../parts/new-page.tsx";
import { DeviceForm } from "./device-form.tsx";
import { text } from "./devices.text.ts";

export function NewDevicePage() {
  const { application } = useSearch({ strict: false }) as { application?: string };
  return (
    <NewPage text={text} address="/devices">
      {(onDone) => <DeviceForm applicationId={application} onDone={onDone} />}
    </NewPage>
  );
}
