import { Group, Text, UnstyledButton } from "@mantine/core";
import type { Alarm, AssessmentView, Device } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { client } from "../../client.ts";
import { text as forensicsText } from "../../forensics/forensics.text.ts";
import { Panel } from "../../parts/panel.tsx";
import { PageSkeleton, RowsSkeleton } from "../../parts/skeletons.tsx";
import { VerdictBadge } from "../../parts/verdict-badge.tsx";
import { When } from "../../parts/when.tsx";
import { framesOfAlarm, verdictOfAlarm } from "./frames-of-alarm.ts";

const Forensics = lazy(() => import("../../forensics/forensics.tsx"));

const READ = 100;
const SHOWN = 12;

/** The frames that an alarm is about, and the one that is looked into: the newest, until another is chosen. */
export function AlarmFrames({ alarm }: { readonly alarm: Alarm }) {
  const verdict = verdictOfAlarm(alarm.code);
  const deviceId = alarm.subject.id as Device["id"];
  const [chosen, setChosen] = useState<string>();
  const { data } = useQuery({
    queryKey: ["alarms", "frames", alarm.id, alarm.lastRaisedAt],
    queryFn: ({ signal }) =>
      client.listAssessments({ deviceId, limit: READ, ...(verdict && { verdict }) }, signal),
    enabled: alarm.subject.kind === "device" && verdict !== undefined,
  });
  if (alarm.subject.kind !== "device" || verdict === undefined) return null;
  if (!data) return <RowsSkeleton rows={2} />;
  const frames = framesOfAlarm(data.items, alarm);
  if (frames.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {forensicsText("noFrames")}
      </Text>
    );
  }
  const open = frames.find((one) => one.deduplicationId === chosen) ?? frames[0]!;
  return (
    <>
      {frames.length > 1 && (
        <Panel title={forensicsText("frames")} note={forensicsText("framesNote")}>
          <Group gap="xs">
            {frames.slice(0, SHOWN).map((frame) => (
              <Choice
                key={frame.deduplicationId}
                frame={frame}
                isOpen={frame === open}
                onChoose={() => setChosen(frame.deduplicationId)}
              />
            ))}
          </Group>
        </Panel>
      )}
      <Suspense fallback={<PageSkeleton />}>
        <Forensics key={open.deduplicationId} deviceId={deviceId} frameId={open.deduplicationId} />
      </Suspense>
    </>
  );
}

interface ChoiceProps {
  readonly frame: AssessmentView;
  readonly isOpen: boolean;
  readonly onChoose: () => void;
}

function Choice({ frame: { timing, trust }, isOpen, onChoose }: ChoiceProps) {
  return (
    <UnstyledButton className="choice" onClick={onChoose} aria-pressed={isOpen}>
      <Group gap="xs" wrap="nowrap">
        <VerdictBadge verdict={trust.verdict} />
        <Text size="sm" component="span">
          <When time={timing.deliveredAt ?? timing.time} />
        </Text>
      </Group>
    </UnstyledButton>
  );
}
