import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, type ComponentType, type LazyExoticComponent } from "react";
import type { Gateway } from "@lorats/api";
import { Page } from "../../parts/page.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { TabLinks } from "../../parts/tab-links.tsx";
import { text } from "./gateways.text.ts";
import { GatewayState } from "./states.tsx";
import { useGateway } from "./use-gateway.ts";

export interface GatewayTabProps {
  readonly gateway: Gateway;
}
type Tab = LazyExoticComponent<ComponentType<GatewayTabProps>>;

/** The parts of a gateway's page, in the order of their tabs. */
const TABS = {
  overview: lazy(() => import("./overview-tab.tsx")),
  statistics: lazy(() => import("./statistics-tab.tsx")),
  clock: lazy(() => import("./clock-tab.tsx")),
  radio: lazy(() => import("./radio-tab.tsx")),
  spectrum: lazy(() => import("./spectrum-tab.tsx")),
  configuration: lazy(() => import("./configuration-tab.tsx")),
} as const satisfies Record<string, Tab>;
type TabName = keyof typeof TABS;

/** One gateway: whether it is there, what it hears, how good its clock is. */
export function GatewayPage() {
  const { id, tab = "overview" } = useParams({ strict: false }) as { id: string; tab?: string };
  const { data: gateway, error, refetch } = useGateway(id);
  if (error && !gateway) {
    return (
      <Page title={text("title")} trail={[[text("title"), "/gateways"]]}>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  if (!gateway) return <PageSkeleton />;
  const Tab: Tab = TABS[tab as TabName] ?? TABS.overview;
  return (
    <Page
      title={gateway.name}
      trail={[[text("title"), "/gateways"]]}
      badges={<GatewayState state={gateway.state} />}
    >
      <TabLinks
        label={text("tabs")}
        tabs={(Object.keys(TABS) as TabName[]).map((name) => ({
          to: name === "overview" ? `/gateways/${id}` : `/gateways/${id}/${name}`,
          label: text(name),
        }))}
      />
      <Suspense fallback={<PageSkeleton />}>
        <Tab gateway={gateway} />
      </Suspense>
    </Page>
  );
}
