import { useNavigate } from "@tanstack/react-router";
import { client, queries } from "../../client.ts";
import { Configuration } from "../../parts/configuration.tsx";
import { useMay } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { GatewayForm } from "./gateway-form.tsx";
import { text } from "./gateways.text.ts";
import type { GatewayTabProps } from "./one.tsx";

/** What people set of the gateway, and the way to be rid of it. */
export default function ConfigurationTab({ gateway }: GatewayTabProps) {
  const navigate = useNavigate();
  const may = useMay("gateways", "write");
  const { id, name } = gateway;
  const remove = async (): Promise<void> => {
    await client.deleteGateway({ id });
    toast(text("deleted", { name }));
    await navigate({ to: "/gateways" });
    queries.removeQueries({ queryKey: ["gateway", id] });
    await queries.invalidateQueries({ queryKey: ["gateways"] });
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
      <GatewayForm
        key={gateway.version}
        gateway={gateway}
        onDone={() => toast(text("saved", { name }))}
      />
    </Configuration>
  );
}
