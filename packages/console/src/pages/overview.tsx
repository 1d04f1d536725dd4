import { Anchor, Button, Group, Stack, Text, ThemeIcon } from "@mantine/core";
import type { Overview } from "@lorats/api";
import {
  IconAntenna,
  IconArrowRight,
  IconCircleCheck,
  IconRocket,
  IconShieldX,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { TimeChart } from "../charts/time-chart.tsx";
import { client } from "../client.ts";
import { formatCount } from "../format.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { PageSkeleton } from "../parts/skeletons.tsx";
import { Stat } from "../parts/stat.tsx";
import { text as verdictText } from "../parts/verdict.text.ts";
import { When } from "../parts/when.tsx";
import { useTenantId } from "../state/access.ts";
import { useGateways } from "../state/lists.ts";
import { NewestFrames } from "./overview/newest-frames.tsx";
import { totalOf, trafficColumns } from "./overview/traffic.ts";
import { text } from "./overview.text.ts";

/** How things are, and what needs somebody now. */
export function OverviewPage() {
  const tenantId = useTenantId();
  const { data, error, refetch } = useQuery({
    queryKey: ["overview", tenantId],
    queryFn: ({ signal }) => client.getOverview({ tenantId }, signal),
    refetchInterval: 10_000,
  });
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const { online, offline, neverSeen } = data.gateways;
  if (data.devices === 0 || online + offline + neverSeen === 0) return <Welcome />;
  return (
    <Page title={text("title")}>
      <Figures overview={data} />
      <Attention overview={data} />
      <div className="grid-two">
        <TrafficPanel overview={data} />
        <TrustPanel overview={data} />
      </div>
      <NewestFrames />
    </Page>
  );
}

function Welcome() {
  return (
    <Page title={text("title")}>
      <div className="panel">
        <EmptyState
          icon={<IconRocket />}
          title={text("welcome")}
          action={
            <Button component={Link} to="/start">
              {text("begin")}
            </Button>
          }
        >
          {text("welcomeNote")}
        </EmptyState>
      </div>
    </Page>
  );
}

interface OverviewProps {
  readonly overview: Overview;
}

const DAY_MS = 86_400_000;

function Figures({ overview }: OverviewProps) {
  const { devices, gateways, traffic, countedSince } = overview;
  const all = gateways.online + gateways.offline + gateways.neverSeen;
  const genuine = totalOf(traffic, "genuine");
  const judged = genuine + totalOf(traffic, "suspect") + totalOf(traffic, "replayed");
  const whole = Date.now() - Date.parse(countedSince) > DAY_MS - 600_000;
  const over = whole ? text("day") : <SinceNote time={countedSince} />;
  return (
    <div className="grid-stats">
      <Stat
        label={text("gateways")}
        value={`${gateways.online} / ${all}`}
        note={text("gatewaysNote", { offline: gateways.offline })}
        tone={gateways.offline > 0 ? "warn" : "good"}
      />
      <Stat label={text("devices")} value={formatCount(devices)} />
      <Stat label={text("uplinks")} value={formatCount(totalOf(traffic, "uplinks"))} note={over} />
      <Stat
        label={text("refusals")}
        value={formatCount(totalOf(traffic, "refusals"))}
        note={over}
      />
      <Stat
        label={text("believed")}
        value={judged === 0 ? "–" : `${Math.round((1000 * genuine) / judged) / 10} %`}
        note={
          judged === 0
            ? text("nothingJudged")
            : text("believedNote", { count: formatCount(judged) })
        }
        tone={judged > 0 && genuine < judged ? "warn" : undefined}
      />
    </div>
  );
}

function SinceNote({ time }: { readonly time: string }) {
  const [before, after] = text("sinceNote", { time: "\u0000" }).split("\u0000");
  return (
    <>
      {before}
      <When time={time} />
      {after}
    </>
  );
}

/** What somebody should look at, worst first. */
function Attention({ overview: { traffic } }: OverviewProps) {
  const gateways = useGateways();
  const replayed = totalOf(traffic, "replayed");
  const suspect = totalOf(traffic, "suspect");
  const silent = gateways.filter(({ state, disabled }) => state !== "online" && !disabled);
  const items: {
    key: string;
    icon: ReactNode;
    color: string;
    to: string;
    says: string;
    note?: ReactNode;
  }[] = [];
  for (const [verdict, count, color] of [
    ["replayed", replayed, "red"],
    ["suspect", suspect, "yellow"],
  ] as const) {
    if (count === 0) continue;
    items.push({
      key: verdict,
      icon: <IconShieldX size={16} />,
      color,
      to: "/live",
      says: text(verdict, { count }),
      note: text("inHour"),
    });
  }
  for (const { id, name, state, lastSeenAt } of silent.slice(0, 8)) {
    items.push({
      key: id,
      icon: <IconAntenna size={16} />,
      color: state === "offline" ? "red" : "gray",
      to: `/gateways/${id}`,
      says: text(state === "offline" ? "offline" : "neverSeen", { name }),
      note: lastSeenAt ? (
        <>
          {text("since")} <When time={lastSeenAt} as="ago" />
        </>
      ) : (
        text("connect")
      ),
    });
  }
  return (
    <Panel title={text("attention")}>
      {items.length === 0 ? (
        <Group gap="sm">
          <ThemeIcon variant="light" color="teal" radius="xl" size="md">
            <IconCircleCheck size={16} />
          </ThemeIcon>
          <Text size="sm">{text("calm")}</Text>
        </Group>
      ) : (
        <Stack gap="xs">
          {items.map(({ key, icon, color, to, says, note }) => (
            <Group key={key} gap="sm" wrap="nowrap">
              <ThemeIcon variant="light" color={color} radius="xl" size="md">
                {icon}
              </ThemeIcon>
              <Anchor component={Link} to={to} size="sm" fw={550}>
                {says}
              </Anchor>
              <Text size="xs" c="dimmed" component="div">
                {note}
              </Text>
            </Group>
          ))}
        </Stack>
      )}
    </Panel>
  );
}

function TrafficPanel({ overview }: OverviewProps) {
  const { times, column } = trafficColumns(overview, Date.now());
  return (
    <Panel title={text("traffic")} note={text("trafficNote", { minutes: overview.stepS / 60 })}>
      <TimeChart
        label={text("traffic")}
        unit=""
        height={220}
        times={times}
        series={[
          { name: text("uplinks"), color: "sea.6", draw: "step", values: column("uplinks") },
          { name: text("downlinks"), color: "indigo.5", draw: "step", values: column("downlinks") },
          { name: text("joins"), color: "orange.6", draw: "step", values: column("joins") },
        ]}
      />
    </Panel>
  );
}

function TrustPanel({ overview }: OverviewProps) {
  const { times, column } = trafficColumns(overview, Date.now());
  return (
    <Panel
      title={text("trust")}
      note={text("trustNote", { minutes: overview.stepS / 60 })}
      actions={
        <Anchor component={Link} to="/live" size="sm">
          {text("toLive")} <IconArrowRight size={13} style={{ verticalAlign: -2 }} />
        </Anchor>
      }
    >
      <TimeChart
        label={text("trust")}
        unit=""
        height={220}
        times={times}
        series={[
          {
            name: verdictText("genuine"),
            color: "teal.6",
            draw: "step",
            values: column("genuine"),
          },
          {
            name: verdictText("unverified"),
            color: "gray.5",
            draw: "step",
            values: column("unverified"),
          },
          {
            name: verdictText("suspect"),
            color: "yellow.6",
            draw: "step",
            values: column("suspect"),
          },
          {
            name: verdictText("replayed"),
            color: "red.6",
            draw: "step",
            values: column("replayed"),
          },
        ]}
      />
    </Panel>
  );
}
