import { useNavigate } from "@tanstack/react-router";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { toast } from "../../state/toasts.ts";
import { ProfileForm } from "./profile-form.tsx";
import { text } from "./profiles.text.ts";

export function NewProfilePage() {
  const navigate = useNavigate();
  return (
    <Page title={text("add")} trail={[[text("title"), "/profiles"]]}>
      <Panel>
        <ProfileForm
          onDone={({ id, name }) => {
            toast(text("created", { name }));
            void navigate({ to: "/profiles/$id", params: { id } });
          }}
        />
      </Panel>
    </Page>
  );
}
