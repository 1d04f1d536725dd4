import { Badge } from "@mantine/core";
import type { Device } from "@lorats/api";
import { useParams } from "@tanstack/react-router";
import { lazy } from "react";
import { common } from "../../i18n/common.text.ts";
import { ThingPage, type Tab } from "../../parts/thing-page.tsx";
import { When } from "../../parts/when.tsx";
import { text } from "./devices.text.ts";
import { useDevice, useFollow } from "./use-device.ts";

export interface DeviceTabProps {
  readonly device: Device;
}

const TABS = {
  overview: lazy(() => import("./overview-tab.tsx")),
  frames: lazy(() => import("./frames-tab.tsx")),
  history: lazy(() => import("./history-tab.tsx")),
  queue: lazy(() => import("./queue-tab.tsx")),
  trust: lazy(() => import("./trust-tab.tsx")),
  configuration: lazy(() => import("./configuration-tab.tsx")),
  activation: lazy(() => import("./activation-tab.tsx")),
} as const satisfies Record<string, Tab<DeviceTabProps>>;

/** One device: what it does, what it sends, whether it can be believed, how it is set. */
export function DevicePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  useFollow(id);
  return (
    <ThingPage
      text={text}
      address="/devices"
      query={useDevice(id)}
      tabs={TABS}
      badges={(device) => <States device={device} />}
    >
      {(Open, device) => <Open device={device} />}
    </ThingPage>
  );
}

function States({ device: { disabled, lastSeenAt } }: DeviceTabProps) {
  return (
    <>
      {disabled && <Badge color="gray">{common("disabled")}</Badge>}
      <Badge variant="dot" color={lastSeenAt ? "teal" : "gray"}>
        {lastSeenAt ? <When time={lastSeenAt} as="ago" /> : text("never")}
      </Badge>
    </>
  );
}
