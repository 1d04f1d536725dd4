import type { Integration } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy } from "react";
import { client } from "../../client.ts";
import { ThingPage, type Tab } from "../../parts/thing-page.tsx";
import { useMay } from "../../state/access.ts";
import { DeliveryState } from "./delivery-state.tsx";
import { IntegrationSwitch } from "./integration-switch.tsx";
import { text } from "./integrations.text.ts";

export interface IntegrationTabProps {
  readonly integration: Integration;
}

const TABS = {
  delivery: lazy(() => import("./delivery-tab.tsx")),
  configuration: lazy(() => import("./configuration-tab.tsx")),
} as const satisfies Record<string, Tab<IntegrationTabProps>>;

const LOOK_MS = 5_000;

/** One integration: whether events arrive, what was refused, how it is set. */
export function IntegrationPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const may = useMay("integrations", "write");
  const query = useQuery({
    queryKey: ["integration", id],
    queryFn: ({ signal }) => client.getIntegration({ id }, signal),
    refetchInterval: LOOK_MS,
  });
  return (
    <ThingPage
      text={text}
      address="/integrations"
      query={query}
      tabs={TABS}
      badges={(integration) => <DeliveryState integration={integration} />}
      actions={(integration) => may && <IntegrationSwitch integration={integration} />}
    >
      {(Open, integration) => <Open integration={integration} />}
    </ThingPage>
  );
}
