import { useNavigate, useSearch } from "@tanstack/react-router";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { toast } from "../../state/toasts.ts";
import { DeviceForm } from "./device-form.tsx";
import { text } from "./devices.text.ts";

export function NewDevicePage() {
  const navigate = useNavigate();
  const { application } = useSearch({ strict: false }) as { application?: string };
  return (
    <Page title={text("addTitle")} trail={[[text("title"), "/devices"]]}>
      <Panel>
        <DeviceForm
          applicationId={application}
          onDone={({ id, name }) => {
            toast(text("created", { name }));
            void navigate({ to: "/devices/$id", params: { id } });
          }}
        />
      </Panel>
    </Page>
  );
}
