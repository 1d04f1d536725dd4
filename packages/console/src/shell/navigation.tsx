import {
  IconAntenna,
  IconApps,
  IconBell,
  IconBook,
  IconBroadcast,
  IconAccessPoint,
  IconBuilding,
  IconChartBar,
  IconCloud,
  IconCpu,
  IconFlask,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconListDetails,
  IconMap,
  IconPlug,
  IconPlugConnected,
  IconSettings,
  IconUsers,
  IconWorld,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { text } from "./shell.text.ts";

type TextKey = Parameters<typeof text>[0];

export interface PageEntry {
  readonly to: string;
  readonly label: TextKey;
  readonly icon: ComponentType<{ size?: number }>;
  /** Shown to those who may read this. */
  readonly reads?: string;
  /** Shown where the simulated world runs only. */
  readonly isDemo?: boolean;
}

interface PageGroup {
  readonly label: TextKey;
  readonly pages: readonly PageEntry[];
}

/** Every page that can be gone to directly, as the navigation and the palette list them. */
export const PAGE_GROUPS: readonly PageGroup[] = [
  {
    label: "watch",
    pages: [
      { to: "/", label: "overview", icon: IconLayoutDashboard },
      { to: "/live", label: "live", icon: IconBroadcast, reads: "events" },
      { to: "/alarms", label: "alarms", icon: IconBell, reads: "alarms" },
      { to: "/map", label: "map", icon: IconMap, reads: "gateways" },
      { to: "/lab", label: "lab", icon: IconFlask, reads: "gateways", isDemo: true },
    ],
  },
  {
    label: "things",
    pages: [
      { to: "/applications", label: "applications", icon: IconApps, reads: "applications" },
      { to: "/devices", label: "devices", icon: IconCpu, reads: "devices" },
      { to: "/profiles", label: "profiles", icon: IconListDetails, reads: "device-profiles" },
      { to: "/multicast", label: "multicast", icon: IconAccessPoint, reads: "devices" },
      { to: "/gateways", label: "gateways", icon: IconAntenna, reads: "gateways" },
      { to: "/regions", label: "regions", icon: IconWorld },
    ],
  },
  {
    label: "administration",
    pages: [
      {
        to: "/integrations",
        label: "integrations",
        icon: IconPlugConnected,
        reads: "integrations",
      },
      { to: "/connectors", label: "connectors", icon: IconPlug, reads: "connectors" },
      { to: "/enrichment", label: "enrichment", icon: IconCloud, reads: "connectors" },
      { to: "/keys", label: "keys", icon: IconKey, reads: "api-keys" },
      { to: "/users", label: "users", icon: IconUsers, reads: "users" },
      { to: "/tenants", label: "tenants", icon: IconBuilding, reads: "tenants" },
      { to: "/usage", label: "usage", icon: IconChartBar, reads: "usage" },
      { to: "/audit", label: "audit", icon: IconHistory, reads: "audit" },
      { to: "/settings", label: "settings", icon: IconSettings },
    ],
  },
];

export const API_PAGE = { to: "/docs", label: "api", icon: IconBook } as const;
