import { Text } from "@mantine/core";
import type { DeviceTrust, Hopping, Uplink } from "@lorats/api";
import { useMemo } from "react";
import { TimeChart } from "../../../charts/time-chart.tsx";
import { formatDuration } from "../../../format.ts";
import { Panel } from "../../../parts/panel.tsx";
import { text } from "../trust.text.ts";
import { intervalsOf, residualsMs } from "./intervals.ts";

interface IntervalsPanelProps {
  readonly uplinks: readonly Uplink[];
  readonly schedule: DeviceTrust["schedule"];
  readonly hopping: Hopping | undefined;
}

/** Whether frames come when the device's habit, clock or secret schedule says. */
export function IntervalsPanel({ uplinks, schedule, hopping }: IntervalsPanelProps) {
  const intervals = useMemo(() => intervalsOf(uplinks), [uplinks]);
  const residuals = residualsMs(intervals, schedule, hopping);
  const checks = checksOf(uplinks);
  if (intervals.length === 0) return null;
  const times = intervals.map(({ time }) => time);
  return (
    <Panel title={text("intervals")} note={text("intervalsNote")}>
      <TimeChart
        label={text("intervals")}
        unit="s"
        times={times}
        series={[
          {
            name: text("interval"),
            color: "indigo.5",
            draw: "points",
            values: intervals.map(({ s, missed }) => s / (missed + 1)),
          },
        ]}
      />
      {residuals && (
        <>
          <Text size="sm" c="dimmed" mt="sm">
            {text(hopping?.enabled ? "residualsHopping" : "residuals", {
              sd: schedule ? formatDuration(schedule.sdS * 1e9) : "–",
            })}
          </Text>
          <TimeChart
            label={text("residual")}
            unit="ms"
            times={times}
            series={[
              { name: text("residual"), color: "orange.6", draw: "points", values: residuals },
            ]}
          />
        </>
      )}
      <Text size="sm" mt="xs">
        {checks.tested === 0 ? text("noScheduleTest") : text("scheduleTest", { ...checks })}
      </Text>
    </Panel>
  );
}

/** p values below this are called a miss. */
const MISS_P = 1e-3;

function checksOf(uplinks: readonly Uplink[]): { tested: number; missed: number } {
  const found = uplinks.flatMap(({ trust }) =>
    (trust?.evidence ?? []).filter(({ test }) => test.startsWith("schedule-")),
  );
  const missed = found.filter(
    ({ pValue, log10Bayes }) => (pValue ?? 1) < MISS_P || (log10Bayes ?? 0) > 1,
  );
  return { tested: found.length, missed: missed.length };
}
