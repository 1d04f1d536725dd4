import { Button, Group, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Application } from "@lorats/api";
import { IconApps, IconPlus, IconSearch } from "@tabler/icons-react";
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
import { text } from "./applications.text.ts";

export function ApplicationsPage() {
  const tenantId = useTenantId();
  const navigate = useNavigate();
  const mayAdd = useMay("applications", "write");
  const [search, setSearch] = useState("");
  const [wanted] = useDebouncedValue(search.trim(), 200);
  const pages = usePages(["applications", tenantId, wanted], (after, signal) =>
    client.listApplications(
      { limit: 200, after, tenantId, ...(wanted !== "" && { search: wanted }) },
      signal,
    ),
  );
  const add = mayAdd && (
    <Button component={Link} to="/applications/new" leftSection={<IconPlus size={16} />}>
      {text("add")}
    </Button>
  );
  return (
    <Page title={text("title")} actions={add}>
      <Group>
        <TextInput
          aria-label={text("search")}
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
        onOpen={({ id }) => void navigate({ to: "/applications/$id", params: { id } })}
        empty={
          wanted === "" ? (
            <EmptyState icon={<IconApps />} title={text("emptyTitle")} action={add}>
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

const COLUMNS: readonly Column<Application>[] = [
  {
    key: "name",
    title: text("name"),
    cell: ({ id, name, description }) => (
      <TwoLines
        top={
          <Link to="/applications/$id" params={{ id }} title={name}>
            {name}
          </Link>
        }
        {...(description !== "" && { below: description })}
      />
    ),
  },
  {
    key: "changed",
    title: text("changed"),
    width: 130,
    from: "xs",
    cell: ({ updatedAt }) => (
      <Text size="sm" component="div">
        <When time={updatedAt} as="ago" />
      </Text>
    ),
  },
];
