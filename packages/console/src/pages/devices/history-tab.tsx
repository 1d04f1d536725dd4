import { Button, SegmentedControl, Stack } from "@mantine/core";
import type { Uplink } from "@lorats/api";
import { IconChartLine } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { TimeChart } from "../../charts/time-chart.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { text } from "./devices.text.ts";
import type { DeviceTabProps } from "./one.tsx";
import { bestReception, numbersOf, secondsOf } from "./uplink-figures.ts";
import { useDeviceUplinks } from "./use-device.ts";

const COUNTS = ["100", "300", "1000"];

/** What the device measured and how it was heard, over time. */
export default function HistoryTab({ device }: DeviceTabProps) {
  const [count, setCount] = useState("300");
  const { data, error, refetch } = useDeviceUplinks(device.id, Number(count));
  const uplinks = useMemo(() => data?.toReversed() ?? [], [data]);
  const measured = useMemo(() => measurementsOf(uplinks), [uplinks]);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const times = uplinks.map(({ time }) => secondsOf(time));
  return (
    <Stack gap="md">
      <SegmentedControl
        data={COUNTS}
        value={count}
        onChange={setCount}
        aria-label={text("newest")}
        style={{ alignSelf: "flex-start" }}
      />
      {measured.length === 0 && (
        <div className="panel">
          <EmptyState
            icon={<IconChartLine />}
            title={text("noMeasurements")}
            action={
              <Button component={Link} to={`/profiles/${device.profileId}/codec`} variant="light">
                {text("editCodec")}
              </Button>
            }
          >
            {text("noMeasurementsNote")}
          </EmptyState>
        </div>
      )}
      <div className="grid-two">
        {measured.map(({ name, values }, i) => (
          <Panel key={name} title={name} note={text("measurementsNote", { count: uplinks.length })}>
            <TimeChart
              label={name}
              unit=""
              times={times}
              series={[{ name, color: COLORS[i % COLORS.length]!, values }]}
            />
          </Panel>
        ))}
        {uplinks.length > 1 && <RadioPanels uplinks={uplinks} times={times} />}
      </div>
    </Stack>
  );
}

const COLORS = ["sea.6", "indigo.5", "orange.6", "grape.5", "lime.7", "cyan.6"];

interface RadioPanelsProps {
  readonly uplinks: readonly Uplink[];
  readonly times: readonly number[];
}

function RadioPanels({ uplinks, times }: RadioPanelsProps) {
  const best = uplinks.map(bestReception);
  const gaps = times.map((time, i) => (i === 0 ? null : time - times[i - 1]!));
  const sds = uplinks.map(({ timing }) => (timing ? timing.sdNs / 1e6 : null));
  return (
    <>
      <Panel title={text("rssi")}>
        <TimeChart
          label={text("rssi")}
          unit="dBm"
          times={times}
          series={[
            { name: text("rssi"), color: "sea.6", values: best.map((one) => one?.rssiDbm ?? null) },
          ]}
        />
      </Panel>
      <Panel title={text("snr")}>
        <TimeChart
          label={text("snr")}
          unit="dB"
          times={times}
          series={[
            { name: text("snr"), color: "indigo.5", values: best.map((one) => one?.snrDb ?? null) },
          ]}
        />
      </Panel>
      <Panel title={text("interval")} note={text("intervalNote")}>
        <TimeChart
          label={text("interval")}
          unit="s"
          times={times}
          series={[{ name: text("interval"), color: "orange.6", draw: "points", values: gaps }]}
        />
      </Panel>
      <Panel title={text("timingSd")}>
        <TimeChart
          label={text("timingSd")}
          unit="ms"
          times={times}
          series={[{ name: text("timingSd"), color: "grape.5", draw: "points", values: sds }]}
        />
      </Panel>
    </>
  );
}

interface Measured {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

/** One column for each number that any of the payloads has. */
function measurementsOf(uplinks: readonly Uplink[]): readonly Measured[] {
  const rows = uplinks.map(({ object }) => new Map(numbersOf(object)));
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))].toSorted();
  return names.map((name) => ({ name, values: rows.map((row) => row.get(name) ?? null) }));
}
