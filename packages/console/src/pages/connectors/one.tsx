import type { Connector } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy } from "react";
import { client } from "../../client.ts";
import { ThingPage, type Tab } from "../../parts/thing-page.tsx";
import { useMay } from "../../state/access.ts";
import { ConnectorState } from "./connector-state.tsx";
import { ConnectorSwitch } from "./connector-switch.tsx";
import { text } from "./connectors.text.ts";

export interface ConnectorTabProps {
  readonly connector: Connector;
}

const TABS = {
  traffic: lazy(() => import("./traffic-tab.tsx")),
  configuration: lazy(() => import("./configuration-tab.tsx")),
} as const satisfies Record<string, Tab<ConnectorTabProps>>;

const LOOK_MS = 3_000;

/** One connector: what it brought, how the other side calls, how it is set. */
export function ConnectorPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const may = useMay("connectors", "write");
  const query = useQuery({
    queryKey: ["connector", id],
    queryFn: ({ signal }) => client.getConnector({ id }, signal),
    refetchInterval: LOOK_MS,
  });
  return (
    <ThingPage
      text={text}
      address="/connectors"
      query={query}
      tabs={TABS}
      badges={(connector) => <ConnectorState connector={connector} />}
      actions={(connector) => may && <ConnectorSwitch connector={connector} />}
    >
      {(Open, connector) => <Open connector={connector} />}
    </ThingPage>
  );
}
