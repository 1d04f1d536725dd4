import { Progress, Stack, Text } from "@mantine/core";
import { IconAntenna } from "@tabler/icons-react";
import { useMemo } from "react";
import { TimeChart } from "../../charts/time-chart.tsx";
import { formatDuration, formatMhz } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { DataTable, type Column } from "../../table/data-table.tsx";
import { heardAirtimeNs, heardOf, spreadingFactorOf, type Heard } from "./figures.ts";
import { text } from "./gateways.text.ts";
import type { GatewayTabProps } from "./one.tsx";
import { useGatewayEvents } from "./use-gateway.ts";

const NEWEST = 1000;
const SFS = ["SF7", "SF8", "SF9", "SF10", "SF11", "SF12"];
const COLORS = ["teal.6", "cyan.6", "indigo.5", "grape.5", "orange.6", "red.6"];

/** What the gateway hears: channels, spreading factors, strength. */
export default function RadioTab({ gateway }: GatewayTabProps) {
  const { data, error, refetch } = useGatewayEvents(gateway, "reception", NEWEST);
  const heard = useMemo(() => data?.map(heardOf) ?? [], [data]);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  if (heard.length === 0) {
    return (
      <div className="panel">
        <EmptyState icon={<IconAntenna />} title={text("noFrames")}>
          {text("noFramesNote")}
        </EmptyState>
      </div>
    );
  }
  const count = heard.length;
  return (
    <Stack gap="md">
      <Panel title={text("coverage")} note={text("coverageNote", { count })}>
        <TimeChart
          label={text("coverage")}
          unit="dBm"
          height={260}
          times={heard.map(({ time }) => Date.parse(time) / 1000)}
          series={SFS.map((sf, i) => ({
            name: sf,
            color: COLORS[i]!,
            draw: "points" as const,
            values: heard.map((one) => (spreadingFactorOf(one) === sf ? one.rssiDbm : null)),
          })).filter(({ values }) => values.some((value) => value !== null))}
        />
      </Panel>
      <div className="grid-two">
        <Panel title={text("byChannel")} note={text("byChannelNote", { count })} flush>
          <DataTable
            label={text("byChannel")}
            rows={groups(heard, ({ freqHz }) => formatMhz(freqHz))}
            columns={columns(text("frequency"))}
            rowKey={({ name }) => name}
            rowHeight={36}
          />
        </Panel>
        <Panel title={text("bySf")} note={text("byChannelNote", { count })} flush>
          <DataTable
            label={text("bySf")}
            rows={groups(heard, spreadingFactorOf)}
            columns={columns("SF")}
            rowKey={({ name }) => name}
            rowHeight={36}
          />
        </Panel>
      </div>
    </Stack>
  );
}

interface HeardGroup {
  readonly name: string;
  readonly frames: number;
  readonly share: number;
  readonly airtimeNs: number;
}

function groups(heard: readonly Heard[], nameOf: (one: Heard) => string): readonly HeardGroup[] {
  return [...Map.groupBy(heard, nameOf)]
    .map(([name, members]) => ({
      name,
      frames: members.length,
      share: members.length / heard.length,
      airtimeNs: members.reduce((sum, one) => sum + heardAirtimeNs(one), 0),
    }))
    .toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}

function columns(title: string): readonly Column<HeardGroup>[] {
  return [
    { key: "name", title, width: 110, cell: ({ name }) => <Text size="sm">{name}</Text> },
    {
      key: "share",
      title: "",
      cell: ({ name, share }) => (
        <Progress
          value={100 * share}
          aria-label={`${name}: ${Math.round(100 * share)} %`}
          size="sm"
        />
      ),
    },
    { key: "frames", title: text("frames"), width: 80, align: "end", cell: ({ frames }) => frames },
    {
      key: "airtime",
      title: text("airtime"),
      width: 100,
      align: "end",
      cell: ({ airtimeNs }) => formatDuration(airtimeNs),
    },
  ];
}
