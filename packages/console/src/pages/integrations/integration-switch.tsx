import type { Integration } from "@lorats/api";
import { client } from "../../client.ts";
import { SwitchButton } from "../../parts/switch-button.tsx";

export function IntegrationSwitch({ integration }: { readonly integration: Integration }) {
  return (
    <SwitchButton
      thing={integration}
      update={client.updateIntegration}
      invalidates={["integrations", "integration"]}
    />
  );
}
