import { useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import {
  IconAntenna,
  IconApps,
  IconCpu,
  IconLogout,
  IconMoon,
  IconPlus,
  IconWorld,
} from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode } from "react";
import { client } from "../client.ts";
import { useMay, useTenantId } from "../state/access.ts";
import { zone } from "../state/zone.ts";
import { signOut } from "./actions.ts";
import { useVisibleGroups } from "./navbar.tsx";
import { text } from "./shell.text.ts";

/** Something that the palette finds, and what choosing it does. */
export interface Entry {
  readonly id: string;
  readonly label: string;
  readonly note?: string | undefined;
  readonly icon: ReactNode;
  readonly run: () => void;
}

const FOUND = 6;

/** Devices, gateways and applications whose name or EUI has the text in it. */
export function useThings(wanted: string): readonly Entry[] {
  const navigate = useNavigate();
  const tenantId = useTenantId();
  const [search] = useDebouncedValue(wanted, 120);
  const { data } = useQuery({
    queryKey: ["palette", tenantId, search],
    enabled: search.length > 0,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const query = { search, limit: FOUND, ...(tenantId && { tenantId }) };
      const [devices, gateways, applications] = await Promise.all([
        client.listDevices(query, signal),
        client.listGateways(query, signal),
        client.listApplications(query, signal),
      ]);
      return { devices, gateways, applications };
    },
  });
  if (!data || wanted === "") return [];
  const go = (to: string) => () => void navigate({ to });
  return [
    ...data.devices.items.map(({ id, name, devEui }) => ({
      id,
      label: name,
      note: devEui,
      icon: <IconCpu size={17} />,
      run: go(`/devices/${id}`),
    })),
    ...data.gateways.items.map(({ id, name, eui }) => ({
      id,
      label: name,
      note: eui,
      icon: <IconAntenna size={17} />,
      run: go(`/gateways/${id}`),
    })),
    ...data.applications.items.map(({ id, name }) => ({
      id,
      label: name,
      icon: <IconApps size={17} />,
      run: go(`/applications/${id}`),
    })),
  ];
}

/** Pages and actions. */
export function usePageEntries(): readonly Entry[] {
  const navigate = useNavigate();
  const groups = useVisibleGroups();
  const { toggleColorScheme } = useMantineColorScheme();
  const mayAddDevices = useMay("devices", "write");
  const mayAddGateways = useMay("gateways", "write");
  const go = (to: string) => () => void navigate({ to });
  const add = (to: string, label: Parameters<typeof text>[0]): Entry => ({
    id: `add${to}`,
    label: text(label),
    icon: <IconPlus size={17} />,
    run: go(to),
  });
  return [
    ...groups.flatMap(({ pages }) =>
      pages.map(({ to, label, icon: Icon }) => ({
        id: to,
        label: text(label),
        icon: <Icon size={17} />,
        run: go(to),
      })),
    ),
    ...(mayAddDevices ? [add("/devices/new", "addDevice")] : []),
    ...(mayAddGateways ? [add("/gateways/new", "addGateway")] : []),
    add("/start", "start"),
    {
      id: "colours",
      label: `${text("toLight")} / ${text("toDark")}`,
      icon: <IconMoon size={17} />,
      run: toggleColorScheme,
    },
    {
      id: "zone",
      label: text("toUtc"),
      icon: <IconWorld size={17} />,
      run: () => zone.set(zone.get() === "utc" ? "local" : "utc"),
    },
    {
      id: "sign-out",
      label: text("signOut"),
      icon: <IconLogout size={17} />,
      run: () => void signOut(),
    },
  ];
}
