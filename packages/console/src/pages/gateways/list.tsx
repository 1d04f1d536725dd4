import { Button, Code, Group, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Gateway } from "@lorats/api";
import { IconAntenna, IconPlus, IconSearch } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "../../client.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Page } from "../../parts/page.tsx";
import { When } from "../../parts/when.tsx";
import { useMay, useTenantId } from "../../state/access.ts";
import { TwoLines, type Column } from "../../table/data-table.tsx";
import { ListPanel } from "../../table/list-panel.tsx";
import { usePages } from "../../table/use-pages.ts";
import { text } from "./gateways.text.ts";
import { GatewayState } from "./states.tsx";

/** Every gateway of the tenant. */
export function GatewaysPage() {
  const tenantId = useTenantId();
  const navigate = useNavigate();
  const mayAdd = useMay("gateways", "write");
  const [search, setSearch] = useState("");
  const [wanted] = useDebouncedValue(search.trim(), 200);
  const pages = usePages(
    ["gateways", tenantId, wanted],
    (after, signal) =>
      client.listGateways(
        { limit: 200, after, tenantId, ...(wanted !== "" && { search: wanted }) },
        signal,
      ),
    { refreshMs: 10_000 },
  );
  const add = mayAdd && (
    <Button component={Link} to="/gateways/new" leftSection={<IconPlus size={16} />}>
      {text("add")}
    </Button>
  );
  return (
    <Page title={text("title")} actions={add}>
      <Group>
        <TextInput
          aria-label={text("searchLabel")}
          placeholder={text("search")}
          leftSection={<IconSearch size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          style={{ flex: "1 1 200px" }}
          maw={340}
        />
      </Group>
      <ListPanel
        label={text("title")}
        pages={pages}
        columns={COLUMNS}
        rowKey={({ id }) => id}
        onOpen={({ id }) => void navigate({ to: "/gateways/$id", params: { id } })}
        empty={
          wanted === "" ? (
            <EmptyState icon={<IconAntenna />} title={text("emptyTitle")} action={add}>
              {text("empty")}
            </EmptyState>
          ) : (
            <EmptyState icon={<IconSearch />} title={text("noMatch")}>
              {text("noMatchNote", { searched: wanted })}
            </EmptyState>
          )
        }
      />
    </Page>
  );
}

const COLUMNS: readonly Column<Gateway>[] = [
  {
    key: "name",
    title: text("name"),
    cell: ({ id, name, region }) => (
      <TwoLines
        top={
          <Link to="/gateways/$id" params={{ id }} title={name}>
            {name}
          </Link>
        }
        below={region}
      />
    ),
  },
  {
    key: "eui",
    title: text("eui"),
    width: 190,
    from: "sm",
    cell: ({ eui }) => <Code>{eui}</Code>,
  },
  {
    key: "state",
    title: text("state"),
    width: 130,
    cell: ({ state }) => <GatewayState state={state} />,
  },
  {
    key: "seen",
    title: text("lastSeen"),
    width: 110,
    from: "xs",
    cell: ({ lastSeenAt }) => (
      <Text size="sm" component="div" {...(!lastSeenAt && { c: "dimmed" })}>
        {lastSeenAt ? <When time={lastSeenAt} as="ago" /> : "–"}
      </Text>
    ),
  },
];
