import { Code, Stack } from "@mantine/core";
import type { Alarm } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { client } from "../../client.ts";
import { Facts } from "../../parts/facts.tsx";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { When } from "../../parts/when.tsx";
import { useMay } from "../../state/access.ts";
import { AlarmActions } from "./alarm-actions.tsx";
import { AlarmFrames } from "./alarm-frames.tsx";
import { SeverityBadge, SubjectLink } from "./alarm-parts.tsx";
import { text } from "./alarms.text.ts";

const LOOK_MS = 5_000;

/** One alarm; where it is about frames, those with everything that they rest on. */
export function AlarmPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const may = useMay("alarms", "write");
  const { data, error, refetch } = useQuery({
    queryKey: ["alarms", "one", id],
    queryFn: ({ signal }) => client.getAlarm({ id }, signal),
    refetchInterval: LOOK_MS,
  });
  const trail = [[text("title"), "/alarms"]] as const;
  if (error && !data) {
    return (
      <Page title={text("title")} trail={trail}>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  if (!data) return <PageSkeleton />;
  return (
    <Page
      title={data.message}
      trail={trail}
      badges={<SeverityBadge severity={data.severity} />}
      actions={may && data.state !== "cleared" && <AlarmActions alarm={data} />}
    >
      <Stack gap="md">
        <Panel title={text("details")}>
          <AlarmFacts alarm={data} />
        </Panel>
        <AlarmFrames alarm={data} />
      </Stack>
    </Page>
  );
}

function AlarmFacts({ alarm }: { readonly alarm: Alarm }) {
  const { details = {} } = alarm;
  return (
    <Facts
      facts={[
        [text("state"), text(alarm.state)],
        [text("subject"), <SubjectLink key="a" subject={alarm.subject} />],
        [text("code"), <Code key="c">{alarm.code}</Code>],
        [text("raisedTimes"), text("times", { count: alarm.count })],
        [text("firstRaised"), <When key="f" time={alarm.raisedAt} />],
        [text("lastRaised"), <When key="l" time={alarm.lastRaisedAt} />],
        [text("acknowledgedBy"), alarm.acknowledgedBy],
        [text("snoozedUntil"), alarm.snoozedUntil && <When time={alarm.snoozedUntil} />],
        [text("clearedAt"), alarm.clearedAt && <When time={alarm.clearedAt} />],
        [text("note"), alarm.note],
        ...Object.entries(details).map(
          ([name, value]) =>
            [name, typeof value === "string" ? value : JSON.stringify(value)] as const,
        ),
      ]}
    />
  );
}
