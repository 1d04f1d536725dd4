import type { FrameDetails } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { client } from "../client.ts";
import { FrameParts } from "../inspector/frame-parts.tsx";
import { useFrame } from "../inspector/use-frame.ts";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { PageSkeleton } from "../parts/skeletons.tsx";
import { SamplesPanels } from "./samples-panel.tsx";
import { TimestampPanel } from "./timestamp-panel.tsx";
import { TrackPanels } from "./track-panel.tsx";

interface ForensicsProps {
  readonly deviceId: string;
  readonly frameId: string;
}

/** Frames before the one looked into. */
const EARLIER = 300;

/** One frame with everything that speaks for or against it: times, track, samples, gateways, bytes. */
export default function Forensics({ deviceId, frameId }: ForensicsProps) {
  const { data: frame, error, refetch } = useFrame(deviceId, frameId);
  if (error && !frame) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!frame) return <PageSkeleton />;
  return <Found frame={frame} />;
}

function Found({ frame }: { readonly frame: FrameDetails }) {
  const { deviceId, position } = frame;
  const { data } = useQuery({
    queryKey: ["forensics", deviceId, position],
    queryFn: ({ signal }) =>
      client.listUplinks({ deviceId, after: position, limit: EARLIER }, signal),
    staleTime: Infinity,
  });
  const earlier = data?.items ?? [];
  return (
    <FrameParts frame={frame}>
      <TimestampPanel frame={frame} earlier={earlier} />
      {data && <TrackPanels frame={frame} earlier={earlier} />}
      <SamplesPanels frame={frame} />
    </FrameParts>
  );
}
