import { Badge, Button, Group, Stack, Text, Timeline } from "@mantine/core";
import { ProblemError, type Attack } from "@lorats/api";
import { IconFlask } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { client, queries } from "../../client.ts";
import { formatDuration } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { PageSkeleton, RowsSkeleton } from "../../parts/skeletons.tsx";
import { Stat } from "../../parts/stat.tsx";
import { When } from "../../parts/when.tsx";
import { useMay } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { Campus } from "./campus.tsx";
import { text } from "./lab.text.ts";
import { useNames } from "./use-names.ts";
import { Victims } from "./victims.tsx";

const AttackForm = lazy(() => import("./attack-form.tsx"));

/** Where an attack is started and its detection watched. */
export function LabPage() {
  const may = useMay("gateways", "write");
  const { data, error, refetch } = useQuery({
    queryKey: ["lab"],
    queryFn: ({ signal }) => client.listDemoAttacks({}, signal),
    refetchInterval: 2_000,
  });
  if (error instanceof ProblemError && error.problem.status === 404) {
    return (
      <Page title={text("title")}>
        <div className="panel">
          <EmptyState icon={<IconFlask />} title={text("noLabTitle")}>
            {text("noLab")}
          </EmptyState>
        </div>
      </Page>
    );
  }
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const [newest] = data.items;
  return (
    <Page title={text("title")}>
      <Text size="sm" c="dimmed" maw={760}>
        {text("intro")}
      </Text>
      <div className="grid-two">
        <Stack gap="sm">
          {may && (
            <Panel title={text("kind")}>
              <Suspense fallback={<RowsSkeleton rows={4} />}>
                <AttackForm rigs={data.rigs} />
              </Suspense>
            </Panel>
          )}
          <Panel title={text("campus")} note={text("campusNote")}>
            <Campus rigs={data.rigs} />
          </Panel>
        </Stack>
        <Stack gap="sm">
          {newest ? (
            <AttackPanel key={newest.id} attack={newest} />
          ) : (
            <Panel title={text("attacks")}>
              <Text size="sm" c="dimmed">
                {text("noAttacks")}
              </Text>
            </Panel>
          )}
        </Stack>
      </div>
      {newest && <Victims attack={newest} />}
    </Page>
  );
}

const STEPS_SHOWN = 8;

function AttackPanel({ attack }: { readonly attack: Attack }) {
  const { id, plan, counts, steps, startedAt, stoppedAt } = attack;
  const names = useNames();
  const stop = useMutation({
    mutationFn: () => client.stopDemoAttack({ id }),
    onSuccess: async () => {
      toast(text("stopped"));
      await queries.invalidateQueries({ queryKey: ["lab"] });
    },
  });
  return (
    <Panel
      title={text(plan.kind)}
      note={<When time={startedAt} />}
      actions={
        stoppedAt === undefined ? (
          <Group gap="xs">
            <Badge color="red" variant="dot">
              {text("running")}
            </Badge>
            <Button
              size="compact-sm"
              color="red"
              variant="light"
              loading={stop.isPending}
              onClick={() => stop.mutate()}
            >
              {text("stop")}
            </Button>
          </Group>
        ) : (
          <Badge color="gray" variant="dot">
            {text("over")}
          </Badge>
        )
      }
    >
      <Stack>
        {stop.error && <ProblemNotice error={stop.error} />}
        <div className="grid-stats">
          <Stat label={text("collided")} value={counts.collided} />
          <Stat label={text("recorded")} value={counts.recorded} />
          <Stat label={text("replayed")} value={counts.replayed} />
        </div>
        {steps.length === 0 && (
          <Text size="sm" c="dimmed" role="status">
            {text("noSteps")}
          </Text>
        )}
        <Timeline bulletSize={14} lineWidth={2} aria-label={text("steps")}>
          {steps.slice(0, STEPS_SHOWN).map((step, i) => (
            <Timeline.Item key={`${step.at}${i}`} color={step.event === "replay" ? "red" : "gray"}>
              <Text size="sm">{stepText(step, names.get(step.devEui) ?? step.devEui)}</Text>
              <Text size="xs" c="dimmed" component="div">
                <When time={step.at} as="ago" />
                {step.carrierHz !== undefined && ` · ${step.carrierHz.toFixed(0)} Hz`}
              </Text>
            </Timeline.Item>
          ))}
        </Timeline>
      </Stack>
    </Panel>
  );
}

function stepText({ event, delayS = 0 }: Attack["steps"][number], device: string): string {
  switch (event) {
    case "collision":
      return text("collision", { device });
    case "recorded":
      return text("recording", { device });
    case "replay":
      return text("replaying", { device, delay: formatDuration(delayS * 1e9) });
  }
}
