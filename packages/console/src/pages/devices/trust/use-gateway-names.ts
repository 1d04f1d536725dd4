import { useGateways } from "../../../state/lists.ts";

/** Names of gateways by id; the id itself while the name is not known. */
export function useGatewayNames(): (id: string) => string {
  const gateways = useGateways();
  return (id) => gateways.find((one) => one.id === id)?.name ?? id;
}
