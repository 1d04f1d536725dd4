import { Badge, Code, Group } from "@mantine/core";
import type { QueueItem } from "@lorats/api";
import { IconMailFast } from "@tabler/icons-react";
import { base64ToHex, spacedHex } from "../format.ts";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { Panel } from "../parts/panel.tsx";
import { RowsSkeleton } from "../parts/skeletons.tsx";
import { useMay } from "../state/access.ts";
import { toast } from "../state/toasts.ts";
import { agoColumn, type Column } from "../table/columns.tsx";
import { DataTable } from "../table/data-table.tsx";
import { text } from "./downlinks.text.ts";

interface QueuePanelProps {
  /** Absent while they are being loaded. */
  readonly items: readonly QueueItem[] | undefined;
  /** Said when nothing waits. */
  readonly empty: string;
  readonly flush: () => Promise<void>;
}

/** What waits to be sent, and the way to forget it. */
export function QueuePanel({ items, empty, flush }: QueuePanelProps) {
  const may = useMay("downlinks", "write");
  const count = items?.length ?? 0;
  const onFlush = async (): Promise<void> => {
    await flush();
    toast(text("flushed"));
  };
  return (
    <Panel
      title={text("waiting")}
      flush
      actions={
        may &&
        count > 0 && (
          <ConfirmButton
            size="compact-sm"
            label={text("flush")}
            title={text("flushTitle")}
            onConfirm={onFlush}
          >
            {text("flushNote", { count })}
          </ConfirmButton>
        )
      }
    >
      {!items && <RowsSkeleton rows={3} />}
      {items && count === 0 && (
        <EmptyState icon={<IconMailFast />} title={text("queue")}>
          {empty}
        </EmptyState>
      )}
      {items && count > 0 && (
        <DataTable label={text("queue")} rows={items} columns={COLUMNS} rowKey={({ id }) => id} />
      )}
    </Panel>
  );
}

const COLUMNS: readonly Column<QueueItem>[] = [
  { key: "port", title: text("port"), width: 70, cell: ({ fPort }) => fPort },
  {
    key: "data",
    title: text("payload"),
    cell: ({ data }) => <Code>{spacedHex(base64ToHex(data)) || "–"}</Code>,
  },
  {
    key: "state",
    title: "",
    width: "min(190px, 34%)",
    cell: ({ confirmed, pending }) => (
      <Group gap={4}>
        {confirmed && <Badge variant="outline">{text("isConfirmed")}</Badge>}
        {pending && (
          <Badge color="yellow" variant="light">
            {text("pending")}
          </Badge>
        )}
      </Group>
    ),
  },
  agoColumn("since", text("since"), ({ createdAt }) => createdAt, { from: "xs" }),
];
