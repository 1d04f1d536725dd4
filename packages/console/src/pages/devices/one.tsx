import { Badge } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, type ComponentType, type LazyExoticComponent } from "react";
import type { Device } from "@lorats/api";
import { common } from "../../i18n/common.text.ts";
import { Page } from "../../parts/page.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { TabLinks } from "../../parts/tab-links.tsx";
import { When } from "../../parts/when.tsx";
import { text } from "./devices.text.ts";
import { useDevice, useFollow } from "./use-device.ts";

export interface DeviceTabProps {
  readonly device: Device;
}
type Tab = LazyExoticComponent<ComponentType<DeviceTabProps>>;

/** The parts of a device's page, in the order of their tabs. */
const TABS = {
  overview: lazy(() => import("./overview-tab.tsx")),
  frames: lazy(() => import("./frames-tab.tsx")),
  history: lazy(() => import("./history-tab.tsx")),
  queue: lazy(() => import("./queue-tab.tsx")),
  trust: lazy(() => import("./trust-tab.tsx")),
  configuration: lazy(() => import("./configuration-tab.tsx")),
  activation: lazy(() => import("./activation-tab.tsx")),
} as const satisfies Record<string, Tab>;
type TabName = keyof typeof TABS;

/** One device: what it does, what it sends, whether it can be believed, how it is set. */
export function DevicePage() {
  const { id, tab = "overview" } = useParams({ strict: false }) as { id: string; tab?: string };
  const { data: device, error, refetch } = useDevice(id);
  useFollow(id);
  if (error && !device) {
    return (
      <Page title={text("title")} trail={[[text("title"), "/devices"]]}>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  if (!device) return <PageSkeleton />;
  const Tab: Tab = TABS[tab as TabName] ?? TABS.overview;
  return (
    <Page
      title={device.name}
      trail={[[text("title"), "/devices"]]}
      badges={
        <>
          {device.disabled && <Badge color="gray">{common("disabled")}</Badge>}
          <Badge variant="dot" color={device.lastSeenAt ? "teal" : "gray"}>
            {device.lastSeenAt ? <When time={device.lastSeenAt} as="ago" /> : text("never")}
          </Badge>
        </>
      }
    >
      <TabLinks
        label={text("tabs")}
        tabs={(Object.keys(TABS) as TabName[]).map((name) => ({
          to: name === "overview" ? `/devices/${id}` : `/devices/${id}/${name}`,
          label: text(name),
        }))}
      />
      <Suspense fallback={<PageSkeleton />}>
        <Tab device={device} />
      </Suspense>
    </Page>
  );
}
