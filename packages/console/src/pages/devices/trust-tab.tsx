import { Stack, Text } from "@mantine/core";
import { IconShieldQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { TimeChart } from "../../charts/time-chart.tsx";
import { client } from "../../client.ts";
import { FrameDrawer, type OpenFrame } from "../../inspector/frame-drawer.tsx";
import { frameFromUplink } from "../../live/frame.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { Stat } from "../../parts/stat.tsx";
import { VERDICTS } from "../../parts/verdict-badge.tsx";
import { text as verdictText } from "../../parts/verdict.text.ts";
import { text } from "./devices.text.ts";
import { LabelsPanel } from "./labels-panel.tsx";
import type { DeviceTabProps } from "./one.tsx";
import { biasTracks } from "./trust/bias-tracks.ts";
import { VerdictTimeline } from "./trust/verdict-timeline.tsx";
import { TrustState } from "./trust/trust-state.tsx";
import { useDeviceUplinks } from "./use-device.ts";

const COUNT = 500;

/** What is believed of the device's frames, and what that rests on. */
export default function TrustTab({ device }: DeviceTabProps) {
  const { data, error, refetch } = useDeviceUplinks(device.id, COUNT);
  const state = useQuery({
    queryKey: ["device", device.id, "trust"],
    queryFn: ({ signal }) => client.getDeviceTrust({ id: device.id }, signal),
  });
  const [open, setOpen] = useState<OpenFrame>();
  const judged = useMemo(() => data?.filter(({ trust }) => trust).toReversed() ?? [], [data]);
  const tracks = useMemo(() => biasTracks(judged), [judged]);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  if (judged.length === 0 && !state.data?.track) {
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
      <div className="grid-stats">
        {VERDICTS.map((verdict) => {
          const count = judged.filter(({ trust }) => trust?.verdict === verdict).length;
          const tone =
            count === 0 ? undefined : { replayed: "bad", suspect: "warn" }[verdict as string];
          return (
            <Stat
              key={verdict}
              label={verdictText(verdict)}
              value={count}
              {...(tone !== undefined && { tone: tone as "bad" | "warn" })}
            />
          );
        })}
      </div>
      {state.data && <TrustState trust={state.data} />}
      <Panel
        title={text("verdictTimeline")}
        note={text("verdictTimelineNote", { count: judged.length })}
      >
        <VerdictTimeline
          uplinks={judged}
          onOpen={(uplink) => {
            const frame = frameFromUplink(uplink);
            setOpen({ id: frame.id, deviceId: device.id, frame });
          }}
        />
      </Panel>
      {tracks.map(({ gateway, times, observed, expected, sd }) => (
        <Panel key={gateway} title={text("biasTrack", { gateway })} note={text("biasTrackNote")}>
          <TimeChart
            label={text("biasTrack", { gateway })}
            unit="Hz"
            height={240}
            times={times}
            series={[
              { name: text("expected"), color: "teal.6", values: expected, spread: sd },
              { name: text("observed"), color: "orange.6", draw: "points", values: observed },
            ]}
          />
        </Panel>
      ))}
      {tracks.length === 0 && (
        <Text size="sm" c="dimmed">
          {text("trustEmptyNote")}
        </Text>
      )}
      <LabelsPanel device={device} />
      <FrameDrawer frame={open} onClose={() => setOpen(undefined)} />
    </Stack>
  );
}
