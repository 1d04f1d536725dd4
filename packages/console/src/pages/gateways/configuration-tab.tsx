import { client } from "../../client.ts";
import { Configuration } from "../../parts/configuration.tsx";
import { GatewayForm } from "./gateway-form.tsx";
import { text } from "./gateways.text.ts";
import type { GatewayTabProps } from "./one.tsx";

/** What people set of the gateway, and the way to be rid of it. */
export default function ConfigurationTab({ gateway }: GatewayTabProps) {
  return (
    <Configuration
      text={text}
      thing={gateway}
      resource="gateways"
      address="/gateways"
      keys={["gateway", "gateways"]}
      remove={() => client.deleteGateway({ id: gateway.id })}
    >
      {(onSaved) => <GatewayForm key={gateway.version} gateway={gateway} onDone={onSaved} />}
    </Configuration>
  );
}
