import { Progress, Text } from "@mantine/core";
import type { GatewayAirtime } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { client } from "../../client.ts";
import { Panel } from "../../parts/panel.tsx";
import { RowsSkeleton } from "../../parts/skeletons.tsx";
import { DataTable, type Column } from "../../table/data-table.tsx";
import { text } from "./gateways.text.ts";
import type { GatewayTabProps } from "./one.tsx";

const LOOK_MS = 10_000;

/** What it sent in the last hour, against what the law allows of it. */
export function DutyPanel({ gateway: { id } }: GatewayTabProps) {
  const { data } = useQuery({
    queryKey: ["gateway", id, "airtime"],
    queryFn: ({ signal }) => client.getGatewayAirtime({ id }, signal),
    refetchInterval: LOOK_MS,
  });
  return (
    <Panel title={text("duty")} note={text("dutyNote")} flush>
      {!data && <RowsSkeleton rows={3} />}
      {data && (
        <Text size="sm" px="md" pb="sm" c="dimmed">
          {data.subBands.length === 0
            ? text("dutyNone", { share: percent(data.share) })
            : text("dutyAll", { share: percent(data.share) })}
        </Text>
      )}
      {data && data.subBands.length > 0 && (
        <DataTable
          label={text("duty")}
          rows={data.subBands}
          columns={COLUMNS}
          rowKey={(band) => band.id}
          rowHeight={36}
        />
      )}
    </Panel>
  );
}

type Band = GatewayAirtime["subBands"][number];

/** Above this share of what is allowed, downlinks soon have to wait. */
const TIGHT = 0.75;

const COLUMNS: readonly Column<Band>[] = [
  {
    key: "band",
    title: text("subBand"),
    width: "min(210px, 42%)",
    cell: ({ id, lowHz, highHz }) => (
      <Text size="sm" truncate>
        {id}
        <Text span size="xs" c="dimmed">
          {` ${lowHz / 1e6} – ${highHz / 1e6} MHz`}
        </Text>
      </Text>
    ),
  },
  {
    key: "bar",
    title: "",
    from: "xs",
    cell: ({ id, usedShare, dutyCycle }) => (
      <Progress
        value={(100 * usedShare) / dutyCycle}
        color={usedShare > TIGHT * dutyCycle ? "red" : "teal"}
        size="sm"
        aria-label={`${id}: ${percent(usedShare)} / ${percent(dutyCycle)}`}
      />
    ),
  },
  {
    key: "used",
    title: text("dutyUsed"),
    width: 150,
    align: "end",
    cell: ({ usedShare, dutyCycle }) => (
      <span className="tnum">
        {percent(usedShare)} / {percent(dutyCycle)}
      </span>
    ),
  },
];

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
