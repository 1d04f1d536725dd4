import { useNavigate } from "@tanstack/react-router";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { toast } from "../../state/toasts.ts";
import { ApplicationForm } from "./application-form.tsx";
import { text } from "./applications.text.ts";

export function NewApplicationPage() {
  const navigate = useNavigate();
  return (
    <Page title={text("add")} trail={[[text("title"), "/applications"]]}>
      <Panel>
        <ApplicationForm
          onDone={({ id, name }) => {
            toast(text("created", { name }));
            void navigate({ to: "/applications/$id", params: { id } });
          }}
        />
      </Panel>
    </Page>
  );
}
