import { Code, Stack } from "@mantine/core";
import type { Alarm } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { client } from "../../client.ts";
import { Facts } from "../../parts/facts.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { When } from "../../parts/when.tsx";
import { SeverityBadge, SubjectLink } from "./alarm-parts.tsx";
import { text } from "./alarms.text.ts";

const FrameView = lazy(() => import("../../inspector/frame-view.tsx"));

/** An alarm in full; where it is about a frame, the frame with everything that it rests on. */
export function AlarmView({ alarm }: { readonly alarm: Alarm }) {
  const { details, subject } = alarm;
  const frameId = frameOf(details);
  const isDevice = subject.kind === "device";
  const { data: device } = useQuery({
    queryKey: ["device", subject.id],
    queryFn: ({ signal }) => client.getDevice({ id: subject.id }, signal),
    enabled: isDevice,
  });
  return (
    <Stack>
      <Facts
        facts={[
          [text("severity"), <SeverityBadge key="s" severity={alarm.severity} />],
          [text("state"), alarm.state],
          [
            text("subject"),
            <span key="a">
              <SubjectLink subject={subject} /> {device?.name}
            </span>,
          ],
          [text("code"), <Code key="c">{alarm.code}</Code>],
          [text("firstRaised"), <When key="f" time={alarm.raisedAt} />],
          [text("lastRaised"), <When key="l" time={alarm.lastRaisedAt} />],
          [text("acknowledgedBy"), alarm.acknowledgedBy],
          [text("snoozedUntil"), alarm.snoozedUntil && <When time={alarm.snoozedUntil} />],
          [text("clearedAt"), alarm.clearedAt && <When time={alarm.clearedAt} />],
          [text("note"), alarm.note],
        ]}
      />
      {details && Object.keys(details).length > 0 && (
        <Code block>{JSON.stringify(details, null, 2)}</Code>
      )}
      {frameId !== undefined && isDevice && (
        <Suspense fallback={<PageSkeleton />}>
          <FrameView id={frameId} deviceId={subject.id} />
        </Suspense>
      )}
    </Stack>
  );
}

function frameOf(details: Alarm["details"]): string | undefined {
  const id = details?.["deduplicationId"];
  return typeof id === "string" ? id : undefined;
}
