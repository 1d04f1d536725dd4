import { Stack } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { useMemo } from "react";
import { TimeChart } from "../../charts/time-chart.tsx";
import { formatDuration } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { Stat } from "../../parts/stat.tsx";
import { text as inspector } from "../../inspector/inspector.text.ts";
import { clockFigures, heardOf, quantile, type Heard } from "./figures.ts";
import { text } from "./gateways.text.ts";
import type { GatewayTabProps } from "./one.tsx";
import { ReceiverPanels } from "./receiver-panel.tsx";
import { useGatewayEvents } from "./use-gateway.ts";

const NEWEST = 1000;

/** Whether the gateway's clocks can be relied on: offsets, drift, steps. */
export default function ClockTab({ gateway }: GatewayTabProps) {
  const { data, error, refetch } = useGatewayEvents(gateway, "reception", NEWEST);
  const heard = useMemo(() => data?.map(heardOf) ?? [], [data]);
  const figures = useMemo(() => clockFigures(heard), [heard]);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  if (heard.length === 0) {
    return (
      <div className="panel">
        <EmptyState icon={<IconClock />} title={text("noFrames")}>
          {text("noFramesNote")}
        </EmptyState>
      </div>
    );
  }
  const sorted = figures.delaysNs.map(({ ns }) => ns).toSorted((a, b) => a - b);
  const spreadNs = quantile(sorted, 0.9) - quantile(sorted, 0.1);
  const { counterPpm, steps } = figures;
  return (
    <Stack gap="md">
      <div className="grid-stats">
        <Stat
          label={text("medianDelay")}
          value={sorted.length === 0 ? "–" : formatDuration(quantile(sorted, 0.5))}
        />
        <Stat label={text("spread")} value={sorted.length === 0 ? "–" : formatDuration(spreadNs)} />
        <Stat
          label={text("drift")}
          value={counterPpm === undefined ? "–" : `${counterPpm.toFixed(1)} ppm`}
          note={text("counterDriftNote")}
          tone={counterPpm !== undefined && Math.abs(counterPpm) > 50 ? "warn" : undefined}
        />
        <Stat label={text("steps")} value={steps} tone={steps > 0 ? "warn" : undefined} />
      </div>
      {figures.delaysNs.length > 1 && (
        <Panel title={text("offset")} note={text("offsetNote")}>
          <TimeChart
            label={text("offset")}
            unit="ms"
            height={240}
            times={figures.delaysNs.map(({ time }) => Date.parse(time) / 1000)}
            series={[
              {
                name: text("offset"),
                color: "sea.6",
                draw: "points",
                values: figures.delaysNs.map(({ ns }) => ns / 1e6),
              },
            ]}
          />
        </Panel>
      )}
      <ReceiverPanels gateway={gateway} />
      <Panel title={text("clocks")}>
        <Facts facts={clocksOf(heard)} />
      </Panel>
    </Stack>
  );
}

/** Share of receptions that brought each kind of time. */
function clocksOf(heard: readonly Heard[]): readonly (readonly [string, string | undefined])[] {
  const share = (has: (one: Heard) => boolean): string | undefined => {
    const count = heard.filter(has).length;
    return count === 0 ? undefined : `${Math.round((100 * count) / heard.length)} %`;
  };
  return [
    [inspector("sdr"), share(({ lts }) => lts !== undefined)],
    [inspector("fine"), share(({ fineTimeNs }) => fineTimeNs !== undefined)],
    [inspector("gps"), share(({ gatewayTime }) => gatewayTime !== undefined)],
    [inspector("counter"), share(({ counterUs }) => counterUs !== undefined)],
    [inspector("hostClock"), share(({ hostTime }) => hostTime !== undefined)],
    [
      text("authentication"),
      [...new Set(heard.map(({ authentication }) => authentication))].join(", "),
    ],
  ];
}
