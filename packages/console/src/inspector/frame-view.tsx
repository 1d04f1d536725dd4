import { Anchor, Group, Stack } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { PageSkeleton } from "../parts/skeletons.tsx";
import { FrameParts } from "./frame-parts.tsx";
import { text } from "./inspector.text.ts";
import { useFrame } from "./use-frame.ts";

interface FrameViewProps {
  readonly id: string;
  readonly deviceId: string | undefined;
}

/** Everything known of a frame: time, verdict, payload, bytes, receptions, answers. */
export default function FrameView({ id, deviceId }: FrameViewProps) {
  const { data, error, isLoading, refetch } = useFrame(deviceId, id);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (isLoading || !data) return <PageSkeleton />;
  return (
    <Stack gap="sm">
      <Group gap="md">
        <Anchor component={Link} to={`/devices/${data.deviceId}`} size="sm">
          {text("openDevice")}
        </Anchor>
        {data.kind === "uplink" && (
          <Anchor component={Link} to={`/devices/${data.deviceId}/frames/${id}`} size="sm">
            {text("openForensics")}
          </Anchor>
        )}
      </Group>
      <FrameParts frame={data} />
    </Stack>
  );
}
