import { Group, Modal, ScrollArea, Text, TextInput, useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import {
  IconAntenna,
  IconApps,
  IconCpu,
  IconLogout,
  IconMoon,
  IconPlus,
  IconSearch,
  IconWorld,
} from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState, type KeyboardEvent, type ReactNode } from "react";
import { client } from "../client.ts";
import { useMay, useTenantId } from "../state/access.ts";
import { zone } from "../state/zone.ts";
import { signOut } from "./actions.ts";
import { useVisibleGroups } from "./navbar.tsx";
import { text } from "./shell.text.ts";

interface Entry {
  readonly id: string;
  readonly label: string;
  readonly note?: string | undefined;
  readonly icon: ReactNode;
  readonly run: () => void;
}

const FOUND = 6;

/** Finds devices, gateways, applications, pages and actions by a part of their name. */
export default function Palette({ onClose }: { readonly onClose: () => void }) {
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const wanted = query.trim().toLowerCase();
  const things = useThings(wanted);
  const pages = usePageEntries();
  const entries = useMemo(() => {
    const matching = pages.filter(({ label }) => label.toLowerCase().includes(wanted));
    return [...things, ...matching];
  }, [things, pages, wanted]);
  const at = Math.min(active, Math.max(0, entries.length - 1));

  const choose = (entry: Entry | undefined): void => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && entries.length > 0) {
      event.preventDefault();
      const next = (at + step + entries.length) % entries.length;
      setActive(next);
      document.getElementById(`found-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(entries[at]);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size="lg"
      yOffset="12vh"
      centered={false}
      title={undefined}
      aria-label={text("find")}
      transitionProps={{ duration: 80 }}
    >
      <TextInput
        size="lg"
        variant="unstyled"
        px="md"
        data-autofocus
        leftSection={<IconSearch size={18} />}
        leftSectionWidth={44}
        placeholder={text("findPlaceholder")}
        aria-label={text("find")}
        role="combobox"
        aria-expanded
        aria-controls="found"
        aria-activedescendant={entries.length > 0 ? `found-${at}` : undefined}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ScrollArea.Autosize mah="56vh" type="auto" viewportProps={{ tabIndex: -1 }}>
        <div id="found" role="listbox" aria-label={text("results")} className="palette">
          {entries.map((entry, i) => (
            <div
              key={entry.id}
              id={`found-${i}`}
              role="option"
              aria-selected={i === at}
              tabIndex={-1}
              className="palette-entry"
              onMouseMove={() => setActive(i)}
              onClick={() => choose(entry)}
            >
              <Group gap="sm" wrap="nowrap">
                {entry.icon}
                <Text size="sm" truncate style={{ flex: 1 }}>
                  {entry.label}
                </Text>
                {entry.note !== undefined && (
                  <Text size="xs" c="dimmed" ff="monospace">
                    {entry.note}
                  </Text>
                )}
              </Group>
            </div>
          ))}
        </div>
        {entries.length === 0 && (
          <Text c="dimmed" size="sm" p="md" role="status">
            {text("nothingFound")}
          </Text>
        )}
      </ScrollArea.Autosize>
    </Modal>
  );
}

/** Devices, gateways and applications whose name or EUI has the text in it. */
function useThings(wanted: string): readonly Entry[] {
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

function usePageEntries(): readonly Entry[] {
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
