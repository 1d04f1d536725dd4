import type { Device } from "@lorats/api";
import { useParams } from "@tanstack/react-router";
import { lazy } from "react";
import { ThingPage, type Tab } from "../../parts/thing-page.tsx";
import { Ignored, LastHeard, Overdue } from "./device-state.tsx";
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
      badges={(device) => (
        <>
          <Ignored device={device} />
          <Overdue device={device} />
          <LastHeard device={device} />
        </>
      )}
    >
      {(Open, device) => <Open device={device} />}
    </ThingPage>
  );
}
