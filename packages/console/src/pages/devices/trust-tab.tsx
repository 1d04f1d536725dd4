import { Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { IconShieldQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { client } from "../../client.ts";
import { formatCount } from "../../format.ts";
import { FrameDrawer, type OpenFrame } from "../../inspector/frame-drawer.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { text } from "./devices.text.ts";
import { LabelsPanel } from "./labels-panel.tsx";
import type { DeviceTabProps } from "./one.tsx";
import { IntervalsPanel } from "./trust/intervals-panel.tsx";
import { TemperaturePanel } from "./trust/temperature-panel.tsx";
import { TrackCharts } from "./trust/track-charts.tsx";
import { TrustState } from "./trust/trust-state.tsx";
import { useAssessments } from "./trust/use-assessments.ts";
import { VerdictCounts, VerdictTimeline } from "./trust/verdict-timeline.tsx";
import { useDeviceUplinks } from "./use-device.ts";

// The form brings the schemas along; what is looked at comes first.
const HoppingPanel = lazy(() => import("./trust/hopping-panel.tsx"));

const COUNTS = [500, 2_000, 10_000];
/** Frames whose payloads and intervals are looked at. */
const UPLINKS = 500;

/** What is believed of the device's frames, and what that rests on. */
export default function TrustTab({ device }: DeviceTabProps) {
  const { id, name } = device;
  const [count, setCount] = useState(COUNTS[0]!);
  const [open, setOpen] = useState<OpenFrame>();
  const { data: judged, error, refetch } = useAssessments(id, count);
  const { data: uplinks } = useDeviceUplinks(id, UPLINKS);
  const { data: state } = useQuery({
    queryKey: ["device", id, "trust"],
    queryFn: ({ signal }) => client.getDeviceTrust({ id }, signal),
  });
  const { data: hopping } = useQuery({
    queryKey: ["device", id, "hopping"],
    queryFn: ({ signal }) => client.getHopping({ id }, signal),
  });
  const oldestFirst = useMemo(() => uplinks?.toReversed() ?? [], [uplinks]);
  if (error && !judged) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!judged) return <PageSkeleton />;
  if (judged.length === 0 && !state?.track) {
    return (
      <div className="panel">
        <EmptyState icon={<IconShieldQuestion />} title={text("trustEmpty")}>
          {text("trustEmptyNote")}
        </EmptyState>
      </div>
    );
  }
  return (
    <Stack gap="md">
      <VerdictCounts judged={judged} />
      <Panel
        title={text("verdictTimeline")}
        note={text("verdictTimelineNote", { count: judged.length })}
      >
        <VerdictTimeline
          judged={judged}
          onOpen={(frameId) => setOpen({ id: frameId, deviceId: id, frame: { deviceName: name } })}
        />
      </Panel>
      {state && <TrustState trust={state} />}
      <Group gap="sm">
        <Text size="sm" c="dimmed">
          {text("framesShown")}
        </Text>
        <SegmentedControl
          aria-label={text("framesShown")}
          size="xs"
          value={String(count)}
          onChange={(value) => setCount(Number(value))}
          data={COUNTS.map((value) => ({ value: String(value), label: formatCount(value) }))}
        />
      </Group>
      <TrackCharts judged={judged} />
      <div className="grid-two">
        <TemperaturePanel uplinks={oldestFirst} track={state?.track} />
        <IntervalsPanel uplinks={oldestFirst} schedule={state?.schedule} hopping={hopping} />
      </div>
      <Suspense>{hopping && <HoppingPanel device={device} hopping={hopping} />}</Suspense>
      <LabelsPanel device={device} />
      <FrameDrawer frame={open} onClose={() => setOpen(undefined)} />
    </Stack>
  );
}
