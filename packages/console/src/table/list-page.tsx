import { Group } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { SearchInput } from "../form/search-input.tsx";
import { AddButton } from "../parts/add-button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { Page } from "../parts/page.tsx";
import { useMay, useTenantId, type TenantId } from "../state/access.ts";
import type { Column } from "./data-table.tsx";
import { ListPanel } from "./list-panel.tsx";
import { NoMatch } from "./no-match.tsx";
import { usePages, type ApiPage } from "./use-pages.ts";

/** What a list page says; each page has these among its texts. */
export type ListWord = "title" | "add" | "search" | "emptyTitle" | "empty";

interface ListQuery {
  readonly tenantId: TenantId | undefined;
  readonly after: string | undefined;
  readonly limit: number;
  readonly search?: string;
}

interface ThingListProps<Row> {
  readonly text: (word: ListWord) => string;
  /** Of the API's resource, by which rights are given. */
  readonly resource: string;
  /** The first part of its queries' keys, with whatever narrows the list down. */
  readonly queryKey: readonly unknown[];
  readonly fetch: (query: ListQuery, signal: AbortSignal) => Promise<ApiPage<Row>>;
  readonly columns: readonly Column<Row>[];
  /** Where the list is; a row opens the page below it that has the row's id. */
  readonly address: string;
  readonly icon: ReactNode;
  readonly search: string;
  readonly refreshMs?: number;
}

/** Enough to begin with; whoever scrolls on wants many. */
const FIRST_PAGE = 200;
const FURTHER_PAGES = 1000;

/** Things of a tenant whose names match, each a way to its own page. */
export function ThingList<Row extends { readonly id: string }>({
  text,
  resource,
  queryKey,
  fetch,
  columns,
  address,
  icon,
  search,
  refreshMs,
}: ThingListProps<Row>) {
  const tenantId = useTenantId();
  const navigate = useNavigate();
  const mayAdd = useMay(resource, "write");
  const [wanted] = useDebouncedValue(search.trim(), 200);
  const pages = usePages(
    [...queryKey, tenantId, wanted],
    (after, signal) => {
      const limit = after === undefined ? FIRST_PAGE : FURTHER_PAGES;
      return fetch({ limit, after, tenantId, ...(wanted !== "" && { search: wanted }) }, signal);
    },
    { ...(refreshMs !== undefined && { refreshMs }) },
  );
  return (
    <ListPanel
      label={text("title")}
      pages={pages}
      columns={columns}
      rowKey={({ id }) => id}
      onOpen={({ id }) => void navigate({ to: `${address}/${id}` })}
      empty={
        wanted === "" ? (
          <EmptyState
            icon={icon}
            title={text("emptyTitle")}
            action={mayAdd && <AddButton label={text("add")} to={`${address}/new`} />}
          >
            {text("empty")}
          </EmptyState>
        ) : (
          <NoMatch searched={wanted} />
        )
      }
    />
  );
}

interface ListPageProps<Row> extends Omit<ThingListProps<Row>, "search"> {
  /** Beside the search box: more ways to narrow the list down. */
  readonly filters?: ReactNode;
  /** Beside the button that adds one, for those who may. */
  readonly actions?: ReactNode;
}

/** The page of a list: its heading, the way to one more, a search box, the rows. */
export function ListPage<Row extends { readonly id: string }>({
  filters,
  actions,
  ...list
}: ListPageProps<Row>) {
  const { text, resource, address } = list;
  const mayAdd = useMay(resource, "write");
  const [search, setSearch] = useState("");
  return (
    <Page
      title={text("title")}
      actions={
        mayAdd && (
          <>
            {actions}
            <AddButton label={text("add")} to={`${address}/new`} />
          </>
        )
      }
    >
      <Group gap="xs">
        <SearchInput label={text("search")} value={search} onChange={setSearch} />
        {filters}
      </Group>
      <ThingList search={search} {...list} />
    </Page>
  );
}
