import type { Connector } from "@lorats/api";
import { client } from "../../client.ts";
import { SwitchButton } from "../../parts/switch-button.tsx";

export function ConnectorSwitch({ connector }: { readonly connector: Connector }) {
  return (
    <SwitchButton
      thing={connector}
      update={client.updateConnector}
      invalidates={["connectors", "connector"]}
    />
  );
}
