import type { Gateway } from "@lorats/api";
import { useParams } from "@tanstack/react-router";
import { lazy } from "react";
import { ThingPage, type Tab } from "../../parts/thing-page.tsx";
import { text } from "./gateways.text.ts";
import { GatewayState } from "./states.tsx";
import { useGateway } from "./use-gateway.ts";

export interface GatewayTabProps {
  readonly gateway: Gateway;
}

const TABS = {
  overview: lazy(() => import("./overview-tab.tsx")),
  statistics: lazy(() => import("./statistics-tab.tsx")),
  clock: lazy(() => import("./clock-tab.tsx")),
  radio: lazy(() => import("./radio-tab.tsx")),
  spectrum: lazy(() => import("./spectrum-tab.tsx")),
  access: lazy(() => import("./access-tab.tsx")),
  configuration: lazy(() => import("./configuration-tab.tsx")),
} as const satisfies Record<string, Tab<GatewayTabProps>>;

/** One gateway: whether it is there, what it hears, how good its clock is. */
export function GatewayPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  return (
    <ThingPage
      text={text}
      address="/gateways"
      query={useGateway(id)}
      tabs={TABS}
      badges={({ state }) => <GatewayState state={state} />}
    >
      {(Open, gateway) => <Open gateway={gateway} />}
    </ThingPage>
  );
}
