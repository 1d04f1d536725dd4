import { Badge, Text } from "@mantine/core";
import type { Alarm } from "@lorats/api";
import { IconBellOff, IconHistory } from "@tabler/icons-react";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { client } from "../../client.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Page } from "../../parts/page.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { TabLinks } from "../../parts/tab-links.tsx";
import { useMay, useTenantId } from "../../state/access.ts";
import { TwoLines, type Column } from "../../table/data-table.tsx";
import { ListPanel } from "../../table/list-panel.tsx";
import { usePages } from "../../table/use-pages.ts";
import { AlarmActions } from "./alarm-actions.tsx";
import { SeverityBadge, SubjectLink } from "./alarm-parts.tsx";
import { text } from "./alarms.text.ts";
import { agoColumn } from "../../table/columns.tsx";

const Rules = lazy(() => import("./rules.tsx"));

const CURRENT = "open,acknowledged";

/** What is wrong, what was, and who is told. */
export function AlarmsPage() {
  const { tab = "current" } = useParams({ strict: false }) as { tab?: string };
  return (
    <Page title={text("title")}>
      <TabLinks
        label={text("tabs")}
        tabs={[
          { to: "/alarms", label: text("current") },
          { to: "/alarms/past", label: text("past") },
          { to: "/alarms/rules", label: text("rules") },
        ]}
      />
      {tab === "rules" ? (
        <Suspense fallback={<PageSkeleton />}>
          <Rules />
        </Suspense>
      ) : (
        <AlarmList key={tab} past={tab === "past"} />
      )}
    </Page>
  );
}

function AlarmList({ past }: { readonly past: boolean }) {
  const tenantId = useTenantId();
  const may = useMay("alarms", "write");
  const navigate = useNavigate();
  const pages = usePages<Alarm>(
    ["alarms", tenantId, past],
    (after, signal) =>
      client.listAlarms(
        { tenantId, after, limit: 100, states: past ? "cleared" : CURRENT },
        signal,
      ),
    { refreshMs: 5_000 },
  );
  return (
    <>
      <ListPanel
        label={text(past ? "past" : "current")}
        pages={pages}
        rowKey={({ id }) => id}
        rowHeight={52}
        onOpen={({ id }) => void navigate({ to: `/alarms/one/${id}` })}
        columns={columns(may && !past)}
        empty={
          past ? (
            <EmptyState icon={<IconHistory />} title={text("nonePastTitle")}>
              {text("nonePast")}
            </EmptyState>
          ) : (
            <EmptyState icon={<IconBellOff />} title={text("noneTitle")}>
              {text("none")}
            </EmptyState>
          )
        }
      />
    </>
  );
}

function columns(may: boolean): readonly Column<Alarm>[] {
  return [
    {
      key: "severity",
      title: text("severity"),
      width: 100,
      cell: ({ severity }) => <SeverityBadge severity={severity} />,
    },
    {
      key: "what",
      title: text("what"),
      cell: (alarm) => (
        <TwoLines
          top={
            <Link to="/alarms/one/$id" params={{ id: alarm.id }} title={alarm.message}>
              {alarm.message}
            </Link>
          }
          below={`${alarm.code} · ${text("times", { count: alarm.count })}`}
        />
      ),
    },
    {
      key: "subject",
      title: text("subject"),
      width: 190,
      from: "sm",
      cell: ({ subject }) => (
        <Text size="sm" component="div" truncate>
          <SubjectLink subject={subject} />
        </Text>
      ),
    },
    agoColumn("raised", text("raised"), ({ lastRaisedAt }) => lastRaisedAt, { from: "xs" }),
    {
      key: "state",
      title: text("state"),
      width: 130,
      from: "sm",
      cell: ({ state }) => (
        <Badge variant="outline" color={state === "open" ? "red" : "gray"}>
          {text(state)}
        </Badge>
      ),
    },
    ...(may
      ? [
          {
            key: "actions",
            title: "",
            width: 250,
            align: "end" as const,
            from: "md" as const,
            cell: (alarm: Alarm) => <AlarmActions alarm={alarm} />,
          },
        ]
      : []),
  ];
}
