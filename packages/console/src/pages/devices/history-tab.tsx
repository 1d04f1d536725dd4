import { Button, SegmentedControl, Stack } from "@mantine/core";
import { IconChartLine } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "../../client.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { text } from "./devices.text.ts";
import { MeasuredPanel } from "./history/measured-panel.tsx";
import { RadioPanels } from "./history/radio-panels.tsx";
import { SPANS, type SpanName } from "./history/spans.ts";
import type { DeviceTabProps } from "./one.tsx";

const COLORS = ["sea.6", "indigo.5", "orange.6", "grape.5", "lime.7", "cyan.6"];
const LOOK_MS = 30_000;

/** What the device measured, over a day or a year, and how its newest frames were heard. */
export default function HistoryTab({ device }: DeviceTabProps) {
  const [span, setSpan] = useState<SpanName>("day");
  const { data, error, refetch } = useQuery({
    queryKey: ["device", device.id, "series"],
    queryFn: ({ signal }) => client.listSeries({ id: device.id }, signal),
    refetchInterval: LOOK_MS,
  });
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  return (
    <Stack gap="md">
      {data.items.length > 0 && (
        <SegmentedControl
          data={Object.keys(SPANS).map((value) => ({ value, label: text(value as SpanName) }))}
          value={span}
          onChange={(value) => setSpan(value as SpanName)}
          aria-label={text("span")}
          style={{ alignSelf: "flex-start" }}
        />
      )}
      {data.items.length === 0 && (
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
        {data.items.map((series, i) => (
          <MeasuredPanel
            key={series.series}
            device={device}
            series={series}
            span={span}
            color={COLORS[i % COLORS.length]!}
          />
        ))}
        <RadioPanels device={device} />
      </div>
    </Stack>
  );
}
