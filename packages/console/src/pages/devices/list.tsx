import { Badge, Button, Code, Group, Select, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Device } from "@lorats/api";
import { IconCpu, IconPlus, IconSearch } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "../../client.ts";
import { common } from "../../i18n/common.text.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Page } from "../../parts/page.tsx";
import { When } from "../../parts/when.tsx";
import { useApplications } from "../../state/lists.ts";
import { useMay, useTenantId } from "../../state/access.ts";
import { TwoLines, type Column } from "../../table/data-table.tsx";
import { ListPanel } from "../../table/list-panel.tsx";
import { usePages } from "../../table/use-pages.ts";
import { text } from "./devices.text.ts";

/** Every device of the tenant. */
export function DevicesPage() {
  const mayAdd = useMay("devices", "write");
  const [search, setSearch] = useState("");
  const [application, setApplication] = useState<string | null>(null);
  const applications = useApplications();
  return (
    <Page
      title={text("title")}
      actions={
        mayAdd && (
          <Button component={Link} to="/devices/new" leftSection={<IconPlus size={16} />}>
            {text("add")}
          </Button>
        )
      }
    >
      <Group gap="xs">
        <TextInput
          aria-label={text("searchLabel")}
          placeholder={text("search")}
          leftSection={<IconSearch size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          style={{ flex: "1 1 200px" }}
          maw={340}
        />
        <Select
          aria-label={text("application")}
          placeholder={text("anyApplication")}
          clearable
          searchable
          w={220}
          data={applications.map(({ id, name }) => ({ value: id, label: name }))}
          value={application}
          onChange={setApplication}
        />
      </Group>
      <DeviceList search={search} applicationId={application ?? undefined} />
    </Page>
  );
}

interface DeviceListProps {
  readonly search: string;
  readonly applicationId: string | undefined;
}

/** The devices of a tenant or an application that match. */
export function DeviceList({ search, applicationId }: DeviceListProps) {
  const tenantId = useTenantId();
  const navigate = useNavigate();
  const mayAdd = useMay("devices", "write");
  const [wanted] = useDebouncedValue(search.trim(), 200);
  const pages = usePages(
    ["devices", tenantId, applicationId, wanted],
    (after, signal) =>
      client.listDevices(
        {
          limit: 200,
          after,
          tenantId,
          applicationId: applicationId as Device["applicationId"] | undefined,
          ...(wanted !== "" && { search: wanted }),
        },
        signal,
      ),
    { refreshMs: 10_000 },
  );
  const empty =
    wanted === "" ? (
      <EmptyState
        icon={<IconCpu />}
        title={text("emptyTitle")}
        action={
          mayAdd && (
            <Button component={Link} to="/devices/new">
              {text("add")}
            </Button>
          )
        }
      >
        {text("empty")}
      </EmptyState>
    ) : (
      <EmptyState icon={<IconSearch />} title={text("noMatch")}>
        {text("noMatchNote", { searched: wanted })}
      </EmptyState>
    );
  return (
    <ListPanel
      label={text("title")}
      pages={pages}
      columns={COLUMNS}
      rowKey={({ id }) => id}
      onOpen={({ id }) => void navigate({ to: "/devices/$id", params: { id } })}
      empty={empty}
    />
  );
}

const COLUMNS: readonly Column<Device>[] = [
  {
    key: "name",
    title: text("name"),
    cell: ({ id, name, disabled, description }) => (
      <TwoLines
        top={
          <>
            <Link to="/devices/$id" params={{ id }} title={name}>
              {name}
            </Link>
            {disabled && (
              <Badge color="gray" ml="xs" size="sm">
                {common("disabled")}
              </Badge>
            )}
          </>
        }
        {...(description !== "" && { below: description })}
      />
    ),
  },
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
  {
    key: "seen",
    title: text("lastUplink"),
    width: 110,
    cell: ({ lastSeenAt }) => (
      <Text size="sm" component="div" {...(!lastSeenAt && { c: "dimmed" })}>
        {lastSeenAt ? <When time={lastSeenAt} as="ago" /> : text("never")}
      </Text>
    ),
  },
];
