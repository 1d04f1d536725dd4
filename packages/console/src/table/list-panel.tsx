import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { formatCount } from "../format.ts";
import { messages } from "../i18n/messages.ts";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { RowsSkeleton } from "../parts/skeletons.tsx";
import { DataTable, type Column } from "./data-table.tsx";
import type { Pages } from "./use-pages.ts";

const text = messages("list", {
  count: "{count, plural, one {# entry} other {# entries}}",
  more: "{count} so far; more come as you scroll",
});

interface ListPanelProps<Row> {
  readonly label: string;
  readonly pages: Pages<Row>;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly rowHeight?: number;
  readonly onOpen?: (row: Row) => void;
  /** Shown instead of a table without rows: what would be here, and how it comes here. */
  readonly empty: ReactNode;
  /** Stands in a panel already. */
  readonly bare?: boolean;
}

/** A list of the API with its states: being loaded, failed, empty, longer than the window. */
export function ListPanel<Row>({
  pages,
  empty,
  label,
  bare = false,
  ...table
}: ListPanelProps<Row>) {
  const { items, isLoading, error, hasMore, more, retry } = pages;
  const surface = bare ? undefined : "panel";
  return (
    <>
      {error !== null && error !== undefined && <ProblemNotice error={error} onRetry={retry} />}
      {isLoading && (
        <div className={surface}>
          <RowsSkeleton />
        </div>
      )}
      {!isLoading && !error && items.length === 0 && <div className={surface}>{empty}</div>}
      {items.length > 0 && (
        <>
          <div className={surface}>
            <DataTable label={label} rows={items} onEnd={more} {...table} />
          </div>
          <Text size="xs" c="dimmed" role="status" {...(bare && { px: "md", py: 6 })}>
            {hasMore
              ? text("more", { count: formatCount(items.length) })
              : text("count", { count: items.length })}
          </Text>
        </>
      )}
    </>
  );
}
