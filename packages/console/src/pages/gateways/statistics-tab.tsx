import type { Event } from "@lorats/api";
import { IconChartBar } from "@tabler/icons-react";
import { TimeChart } from "../../charts/time-chart.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { text } from "./gateways.text.ts";
import type { GatewayTabProps } from "./one.tsx";
import { useGatewayEvents } from "./use-gateway.ts";

const REPORTS = 720;
const FIGURES = [
  { field: "rxReceived", label: "received", unit: "", color: "sea.6" },
  { field: "rxOk", label: "receivedOk", unit: "", color: "teal.6" },
  { field: "txEmitted", label: "emitted", unit: "", color: "indigo.5" },
  { field: "upstreamAckPercent", label: "ackRate", unit: "%", color: "orange.6" },
  { field: "temperatureC", label: "temperature", unit: "°C", color: "red.5" },
] as const;

/** What the gateway reports of itself, over time. */
export default function StatisticsTab({ gateway }: GatewayTabProps) {
  const { data, error, refetch } = useGatewayEvents(gateway, "gateway-stats", REPORTS);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  if (data.length === 0) {
    return (
      <div className="panel">
        <EmptyState icon={<IconChartBar />} title={text("noStats")}>
          {text("noStatsNote")}
        </EmptyState>
      </div>
    );
  }
  const times = data.map(({ time }) => Date.parse(time) / 1000);
  return (
    <div className="grid-two">
      {FIGURES.map(({ field, label, unit, color }) => {
        const values = data.map((report) => numberIn(report, field));
        if (values.every((value) => value === null)) return null;
        return (
          <Panel key={field} title={text(label)} note={text("perReport", { count: data.length })}>
            <TimeChart
              label={text(label)}
              unit={unit}
              times={times}
              series={[{ name: text(label), color, draw: unit === "" ? "step" : "line", values }]}
            />
          </Panel>
        );
      })}
    </div>
  );
}

function numberIn({ body }: Event, field: string): number | null {
  const value = body[field];
  return typeof value === "number" ? value : null;
}
