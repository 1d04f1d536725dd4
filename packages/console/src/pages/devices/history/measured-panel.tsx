import { Skeleton } from "@mantine/core";
import type { Device, Series } from "@lorats/api";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { TimeChart, type ChartSeries } from "../../../charts/time-chart.tsx";
import { client } from "../../../client.ts";
import { formatCount } from "../../../format.ts";
import { Panel } from "../../../parts/panel.tsx";
import { ProblemNotice } from "../../../parts/problem-notice.tsx";
import { text } from "../devices.text.ts";
import { secondsOf } from "../uplink-figures.ts";
import { SPANS, type SpanName } from "./spans.ts";

const MOST = 10_000;
const LOOK_MS = 30_000;

interface MeasuredPanelProps {
  readonly device: Device;
  readonly series: Series;
  readonly span: SpanName;
  /** Of the theme. */
  readonly color: string;
}

/** One series of a device over a span: each value, or the mean of an hour or a day between its extremes. */
export function MeasuredPanel({
  device: { id },
  series: { series },
  span,
  color,
}: MeasuredPanelProps) {
  const { hours, resolution } = SPANS[span];
  const { data, error } = useQuery({
    queryKey: ["device", id, "measurements", series, span],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - hours * 3_600_000).toISOString();
      return client.getMeasurements({ id, series, resolution, from, limit: MOST }, signal);
    },
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_MS,
  });
  const items = data?.items ?? [];
  const drawn = (name: string, of: "mean" | "min" | "max", tone = color): ChartSeries => ({
    name,
    color: tone,
    values: items.map((one) => one[of]),
    ...(of !== "mean" && { draw: "trace" as const }),
  });
  const count = items.reduce((sum, one) => sum + one.count, 0);
  return (
    <Panel title={series} note={text(`${resolution}Note`, { count: formatCount(count) })}>
      {error && <ProblemNotice error={error} />}
      {!data && !error && <Skeleton height={200} />}
      {data && (
        <TimeChart
          label={series}
          unit=""
          times={items.map(({ time }) => secondsOf(time))}
          series={
            resolution === "raw"
              ? [drawn(series, "mean")]
              : [
                  drawn(text("mean"), "mean"),
                  drawn(text("least"), "min", "gray.5"),
                  drawn(text("most"), "max", "gray.5"),
                ]
          }
        />
      )}
    </Panel>
  );
}
