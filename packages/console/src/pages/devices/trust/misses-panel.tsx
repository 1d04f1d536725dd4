import { Text } from "@mantine/core";
import type { DeviceTrust } from "@lorats/api";
import { Panel } from "../../../parts/panel.tsx";
import { DataTable, type Column } from "../../../table/data-table.tsx";
import { text } from "../trust.text.ts";

import type { TrustStateProps } from "./props.ts";

type Miss = DeviceTrust["misses"][number];

const MISS_COLUMNS: readonly Column<Miss>[] = [
  { key: "attacker", title: text("attacker"), cell: ({ attacker }) => attacker },
  {
    key: "probability",
    title: text("probability"),
    width: 130,
    align: "end",
    cell: ({ probability }) => (
      <Text size="sm" className="tnum" {...(probability > 0.1 && { c: "red" })}>
        {probability < 0.001 && probability > 0
          ? probability.toExponential(1)
          : `${(100 * probability).toFixed(1)} %`}
      </Text>
    ),
  },
];

/** How often an attack of each kind would pass. */
export function MissesPanel({ trust: { misses } }: TrustStateProps) {
  if (misses.length === 0) return null;
  return (
    <Panel title={text("misses")} note={text("missesNote")} flush>
      <DataTable
        label={text("misses")}
        rows={misses}
        columns={MISS_COLUMNS}
        rowHeight={36}
        rowKey={({ attacker }) => attacker}
      />
    </Panel>
  );
}
