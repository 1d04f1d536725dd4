import { useNavigate } from "@tanstack/react-router";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { toast } from "../../state/toasts.ts";
import { GatewayForm } from "./gateway-form.tsx";
import { text } from "./gateways.text.ts";

export function NewGatewayPage() {
  const navigate = useNavigate();
  return (
    <Page title={text("add")} trail={[[text("title"), "/gateways"]]}>
      <Panel>
        <GatewayForm
          onDone={({ id, name }) => {
            toast(text("created", { name }));
            void navigate({ to: "/gateways/$id", params: { id } });
          }}
        />
      </Panel>
    </Page>
  );
}
