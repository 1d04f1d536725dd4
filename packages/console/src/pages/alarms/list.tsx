import { Badge, Button, Drawer, Group, Menu, Text, UnstyledButton } from "@mantine/core";
import type { Alarm } from "@lorats/api";
import { IconBellOff, IconHistory } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { client, queries } from "../../client.ts";
import { formatDateTime } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Page } from "../../parts/page.tsx";
import { explainProblem } from "../../parts/problem-notice.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { TabLinks } from "../../parts/tab-links.tsx";
import { When } from "../../parts/when.tsx";
import { useMay, useTenantId } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { TwoLines, type Column } from "../../table/data-table.tsx";
import { ListPanel } from "../../table/list-panel.tsx";
import { usePages } from "../../table/use-pages.ts";
import { AlarmView } from "./alarm-view.tsx";
import { SeverityBadge, SubjectLink } from "./alarm-parts.tsx";
import { text } from "./alarms.text.ts";

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
  const [open, setOpen] = useState<Alarm>();
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
        onOpen={setOpen}
        columns={columns(setOpen, may && !past)}
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
      <Drawer
        opened={open !== undefined}
        onClose={() => setOpen(undefined)}
        position="right"
        size="min(620px, 100vw)"
        title={open?.message}
      >
        {open && <AlarmView alarm={open} />}
      </Drawer>
    </>
  );
}

function columns(onOpen: (alarm: Alarm) => void, may: boolean): readonly Column<Alarm>[] {
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
        <UnstyledButton onClick={() => onOpen(alarm)} w="100%">
          <TwoLines
            top={alarm.message}
            below={`${alarm.code} · ${text("times", { count: alarm.count })}`}
          />
        </UnstyledButton>
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
    {
      key: "raised",
      title: text("raised"),
      width: 110,
      from: "xs",
      cell: ({ lastRaisedAt }) => (
        <Text size="sm" component="div">
          <When time={lastRaisedAt} as="ago" />
        </Text>
      ),
    },
    {
      key: "state",
      title: text("state"),
      width: 130,
      from: "sm",
      cell: ({ state }) => (
        <Badge variant="outline" color={state === "open" ? "red" : "gray"}>
          {state}
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

const HOUR_MS = 3_600_000;

function AlarmActions({ alarm: { id, state } }: { readonly alarm: Alarm }) {
  const act = async (work: Promise<unknown>, said: string): Promise<void> => {
    try {
      await work;
      toast(said);
    } catch (error) {
      toast(explainProblem(error).advice, { tone: "bad" });
    }
    await queries.invalidateQueries({ queryKey: ["alarms"] });
  };
  const snooze = (hours: number): void => {
    const until = new Date(Date.now() + hours * HOUR_MS).toISOString();
    const said = text("snoozed", { time: formatDateTime(until, "local") });
    void act(client.snoozeAlarm({ id, until }), said);
  };
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {state === "open" && (
        <Button
          size="compact-sm"
          variant="light"
          flex="none"
          onClick={() => void act(client.acknowledgeAlarm({ id }), text("acknowledged"))}
        >
          {text("acknowledge")}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="compact-sm" variant="subtle" flex="none">
            {text("snooze")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => snooze(1)}>{text("snoozeHour")}</Menu.Item>
          <Menu.Item onClick={() => snooze(24)}>{text("snoozeDay")}</Menu.Item>
          <Menu.Item
            color="red"
            onClick={() => void act(client.clearAlarm({ id }), text("cleared"))}
          >
            {text("clear")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
