import { SegmentedControl, Text } from "@mantine/core";
import type { Usage } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { TimeChart } from "../charts/time-chart.tsx";
import { client } from "../client.ts";
import { formatBytes, formatCount } from "../format.ts";
import { messages } from "../i18n/messages.ts";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { RowsSkeleton } from "../parts/skeletons.tsx";
import { useTenantId, type TenantId } from "../state/access.ts";
import { DataTable, TwoLines, type Column } from "../table/data-table.tsx";
import { QuotasPanel } from "./usage/quotas-panel.tsx";
import {
  type Resolution,
  spansOf,
  sumBySubject,
  type SpanSum,
  type SubjectSum,
} from "./usage/sums.ts";
import { useSubjectNames } from "./usage/subject-names.ts";

const text = messages("usage", {
  title: "Usage",
  span: "Time",
  day: "Last day",
  month: "Last 30 days",
  year: "Last year",
  messages: "Messages of devices",
  messagesNote: "What came in, and what the API and its streams handed out",
  in: "in",
  out: "handed out",
  calls: "API calls",
  callsNote: "Requests, and those that a quota refused",
  refused: "refused",
  who: "Who used it",
  whoNote: "Keys, people and the tenant as a whole, over this time",
  subject: "Who",
  bytes: "Transferred",
  stored: "Stored",
  none: "Nothing was used in this time",
});

const HOUR_MS = 3_600_000;
const SPANS = {
  day: { resolution: "hour", ms: 24 * HOUR_MS },
  month: { resolution: "day", ms: 30 * 24 * HOUR_MS },
  year: { resolution: "month", ms: 365 * 24 * HOUR_MS },
} as const;
type Span = keyof typeof SPANS;

/** What the tenant may have, and what it and its keys used. */
export function UsagePage() {
  const tenantId = useTenantId();
  const [span, setSpan] = useState<Span>("day");
  const { resolution, ms } = SPANS[span];
  const { data, error } = useQuery({
    queryKey: ["usage", tenantId, span],
    queryFn: ({ signal }) => allUsage(tenantId!, resolution, ms, signal),
    enabled: tenantId !== undefined,
    refetchInterval: 60_000,
  });
  return (
    <Page
      title={text("title")}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={text("span")}
          value={span}
          onChange={(value) => setSpan(value)}
          data={(["day", "month", "year"] as const).map((value) => ({
            value,
            label: text(value),
          }))}
        />
      }
    >
      {error && <ProblemNotice error={error} />}
      <QuotasPanel />
      {data ? <Used items={data} span={span} /> : !error && <RowsSkeleton rows={6} />}
    </Page>
  );
}

async function allUsage(
  id: TenantId,
  resolution: Resolution,
  ms: number,
  signal: AbortSignal,
): Promise<Usage["items"]> {
  const items: Usage["items"] = [];
  const to = new Date().toISOString();
  let from: string | undefined = new Date(Date.now() - ms).toISOString();
  while (from !== undefined) {
    const page: Usage = await client.getUsage({ id, from, to, resolution }, signal);
    items.push(...page.items);
    from = page.next;
  }
  return items;
}

function Used({ items, span }: { readonly items: Usage["items"]; readonly span: Span }) {
  const name = useSubjectNames();
  if (items.length === 0) {
    return (
      <Panel>
        <Text c="dimmed">{text("none")}</Text>
      </Panel>
    );
  }
  const { resolution, ms } = SPANS[span];
  const spans = spansOf(items, resolution, Date.now() - ms, Date.now());
  return (
    <>
      <div className="grid-two">
        <Bars
          title={text("messages")}
          note={text("messagesNote")}
          spans={spans}
          first={[text("in"), "teal.6", "eventsIn"]}
          second={[text("out"), "sea.6", "eventsOut"]}
        />
        <Bars
          title={text("calls")}
          note={text("callsNote")}
          spans={spans}
          first={[text("calls"), "sea.6", "calls"]}
          second={[text("refused"), "red.6", "refusals"]}
        />
      </div>
      <Panel title={text("who")} note={text("whoNote")} flush>
        <DataTable
          label={text("who")}
          rows={sumBySubject(items)}
          rowKey={({ subject }) => subject}
          columns={columns(name)}
        />
      </Panel>
    </>
  );
}

type Drawn = readonly [name: string, color: string, key: Exclude<keyof SpanSum, "atMs">];

interface BarsProps {
  readonly title: string;
  readonly note: string;
  readonly spans: readonly SpanSum[];
  readonly first: Drawn;
  readonly second: Drawn;
}

function Bars({ title, note, spans, first, second }: BarsProps) {
  return (
    <Panel title={title} note={note}>
      <TimeChart
        label={title}
        unit=""
        height={180}
        times={spans.map(({ atMs }) => atMs / 1000)}
        series={[first, second].map(([name, color, key]) => ({
          name,
          color,
          values: spans.map((one) => one[key]),
          draw: "bars" as const,
        }))}
      />
    </Panel>
  );
}

function columns(name: (subject: string) => string): readonly Column<SubjectSum>[] {
  const count = (
    key: "calls" | "refusals" | "eventsOut" | "eventsIn",
    title: string,
    from?: "sm" | "md",
  ): Column<SubjectSum> => ({
    key,
    title,
    width: 120,
    align: "end",
    ...(from && { from }),
    cell: (row) => formatCount(row[key]),
  });
  return [
    {
      key: "subject",
      title: text("subject"),
      cell: ({ subject }) => <TwoLines top={name(subject)} />,
    },
    count("calls", text("calls")),
    count("refusals", text("refused"), "md"),
    count("eventsIn", text("in"), "md"),
    count("eventsOut", text("out"), "sm"),
    {
      key: "bytes",
      title: text("bytes"),
      width: 120,
      align: "end",
      cell: ({ bytes }) => formatBytes(bytes),
    },
    {
      key: "stored",
      title: text("stored"),
      width: 110,
      align: "end",
      from: "md",
      cell: ({ stored }) => (stored === 0 ? "" : formatBytes(stored)),
    },
  ];
}
