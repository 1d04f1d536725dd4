import { Button, Code, Text } from "@mantine/core";
import type { Device } from "@lorats/api";
import { IconCpu } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "../../client.ts";
import { ApplicationSelect } from "../../form/application-select.tsx";
import { agoColumn, nameColumn, type Column } from "../../table/columns.tsx";
import { ListPage, ThingList } from "../../table/list-page.tsx";
import { Ignored, Overdue } from "./device-state.tsx";
import { text } from "./devices.text.ts";

/** Every device of the tenant. */
export function DevicesPage() {
  const [applicationId, setApplicationId] = useState<string | null>(null);
  return (
    <ListPage
      {...devicesOf(applicationId ?? undefined)}
      actions={
        <Button component={Link} to="/devices/import" variant="default">
          {text("import")}
        </Button>
      }
      filters={
        <ApplicationSelect
          aria-label={text("application")}
          label={undefined}
          w={220}
          value={applicationId}
          onChange={setApplicationId}
        />
      }
    />
  );
}

interface DeviceListProps {
  readonly search: string;
  readonly applicationId: string;
}

/** The devices of an application that match. */
export function DeviceList({ search, applicationId }: DeviceListProps) {
  return <ThingList {...devicesOf(applicationId)} search={search} />;
}

function devicesOf(applicationId: string | undefined) {
  const of = applicationId as Device["applicationId"] | undefined;
  return {
    text,
    resource: "devices",
    queryKey: ["devices", applicationId],
    fetch: (query: Parameters<typeof client.listDevices>[0], signal: AbortSignal) =>
      client.listDevices({ ...query, applicationId: of }, signal),
    columns: COLUMNS,
    address: "/devices",
    icon: <IconCpu />,
    refreshMs: 10_000,
  };
}

const COLUMNS: readonly Column<Device>[] = [
  nameColumn(text("name"), "/devices", {
    badge: (device) => <Ignored device={device} />,
  }),
  {
    key: "devEui",
    title: text("devEui"),
    width: 190,
    from: "xs",
    cell: ({ devEui }) => <Code>{devEui}</Code>,
  },
  {
    key: "keys",
    title: text("keys"),
    width: 120,
    from: "md",
    cell: ({ hasAppKey, hasNwkKey }) => (
      <Text size="sm" c="dimmed">
        {[hasAppKey && "AppKey", hasNwkKey && "NwkKey"].filter(Boolean).join(", ") ||
          text("noKeys")}
      </Text>
    ),
  },
  agoColumn("seen", text("lastUplink"), ({ lastSeenAt }) => lastSeenAt, {
    never: text("never"),
    below: (device) => <Overdue device={device} />,
  }),
];
