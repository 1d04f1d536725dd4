import { Button, Group, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { DeviceProfile } from "@lorats/api";
import { IconListDetails, IconPlus, IconSearch } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "../../client.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Page } from "../../parts/page.tsx";
import { useMay, useTenantId } from "../../state/access.ts";
import { TwoLines, type Column } from "../../table/data-table.tsx";
import { ListPanel } from "../../table/list-panel.tsx";
import { usePages } from "../../table/use-pages.ts";
import { text } from "./profiles.text.ts";

export function ProfilesPage() {
  const tenantId = useTenantId();
  const navigate = useNavigate();
  const mayAdd = useMay("device-profiles", "write");
  const [search, setSearch] = useState("");
  const [wanted] = useDebouncedValue(search.trim(), 200);
  const pages = usePages(["profiles", tenantId, wanted], (after, signal) =>
    client.listDeviceProfiles(
      { limit: 200, after, tenantId, ...(wanted !== "" && { search: wanted }) },
      signal,
    ),
  );
  const add = mayAdd && (
    <Button component={Link} to="/profiles/new" leftSection={<IconPlus size={16} />}>
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
        onOpen={({ id }) => void navigate({ to: "/profiles/$id", params: { id } })}
        empty={
          wanted === "" ? (
            <EmptyState icon={<IconListDetails />} title={text("emptyTitle")} action={add}>
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

const COLUMNS: readonly Column<DeviceProfile>[] = [
  {
    key: "name",
    title: text("name"),
    cell: ({ id, name, description }) => (
      <TwoLines
        top={
          <Link to="/profiles/$id" params={{ id }} title={name}>
            {name}
          </Link>
        }
        {...(description !== "" && { below: description })}
      />
    ),
  },
  {
    key: "region",
    title: text("region"),
    width: 110,
    cell: ({ region }) => <Text size="sm">{region}</Text>,
  },
  {
    key: "lorawan",
    title: text("lorawan"),
    width: 100,
    from: "xs",
    cell: ({ macVersion }) => <Text size="sm">{macVersion}</Text>,
  },
  {
    key: "class",
    title: text("class"),
    width: 80,
    from: "sm",
    cell: ({ classB, classC }) => (
      <Text size="sm">{["A", classB && "B", classC && "C"].filter(Boolean).join(" ")}</Text>
    ),
  },
  {
    key: "codec",
    title: text("codec"),
    width: 130,
    from: "sm",
    cell: ({ codec }) => (
      <Text size="sm" {...(codec.kind === "none" && { c: "dimmed" })}>
        {codec.kind}
      </Text>
    ),
  },
];
