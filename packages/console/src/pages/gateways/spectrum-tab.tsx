import { Badge, Button, Drawer, Stack, Text, UnstyledButton } from "@mantine/core";
import type { Event, Snippet, SpectrumPage } from "@lorats/api";
import { IconWaveSine } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useRef, useState } from "react";
import { client, queries } from "../../client.ts";
import { formatMhz } from "../../format.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { When } from "../../parts/when.tsx";
import { text } from "../../spectrum/spectrum.text.ts";
import "../../spectrum/spectrum.css";
import { ROWS_SHOWN, Waterfall, type Mark } from "../../spectrum/waterfall.tsx";
import { useMay } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { DataTable, type Column } from "../../table/data-table.tsx";
import { text as gatewayText } from "./gateways.text.ts";
import type { GatewayTabProps } from "./one.tsx";
import { useGatewayEvents } from "./use-gateway.ts";

const PreambleView = lazy(() => import("../../spectrum/preamble-view.tsx"));

/** What the gateway's software radio sees of the air. */
export default function SpectrumTab({ gateway }: GatewayTabProps) {
  const { page, rows, error } = useSpectrum(gateway.id);
  const receptions = useGatewayEvents(gateway, "reception", 100).data ?? [];
  const sightings = useGatewayEvents(gateway, "sighting", 100).data ?? [];
  const marks = useMemo(() => marksOf(receptions, sightings), [receptions, sightings]);
  return (
    <Stack gap="md">
      {error && <ProblemNotice error={error} />}
      <Panel
        title={text("waterfall")}
        note={text("marks")}
        actions={
          <Badge variant="dot" color={page ? "teal" : "gray"}>
            {text(page ? "live" : "waiting")}
          </Badge>
        }
      >
        {page ? (
          <Waterfall page={page} rows={rows} marks={marks} />
        ) : (
          <EmptyState icon={<IconWaveSine />} title={text("waiting")}>
            {text("waitingNote")}
          </EmptyState>
        )}
      </Panel>
      <Snippets gateway={gateway} receptions={receptions} />
    </Stack>
  );
}

const LOOK_MS = 1_000;

/** The waterfall, row by row as it comes; only as many rows as are shown are kept. */
function useSpectrum(id: string) {
  const rows = useRef<SpectrumPage["rows"]>([]);
  const next = useRef(0);
  const last = useRef<SpectrumPage>(undefined);
  const { data, error } = useQuery({
    queryKey: ["gateway", id, "spectrum"],
    refetchInterval: LOOK_MS,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const { page } = await client.getSpectrum({ id, from: next.current }, signal);
      if (page) {
        // A gateway that started anew counts from the beginning.
        if (page.next < next.current || page.bins !== last.current?.bins) rows.current = [];
        next.current = page.next;
        last.current = page;
        rows.current = [...rows.current, ...page.rows].slice(-ROWS_SHOWN);
      }
      return { page: last.current, rows: rows.current };
    },
  });
  return { page: data?.page, rows: data?.rows ?? [], error };
}

interface Measured {
  readonly onset: string;
  readonly freqHz: number;
  readonly sf: number;
  readonly bwHz: number;
}

/** The preamble that a reception's software radio measured. */
function measuredOf({ body }: Event): Measured | undefined {
  const { lts, freqHz, modulation } = body as {
    lts?: { onset: string };
    freqHz: number;
    modulation: { kind: string; sf: number; bwHz: number };
  };
  if (!lts || modulation.kind !== "lora") return undefined;
  return { onset: lts.onset, freqHz, sf: modulation.sf, bwHz: modulation.bwHz };
}

function marksOf(receptions: readonly Event[], sightings: readonly Event[]): readonly Mark[] {
  const frames = receptions.flatMap((event) => {
    const measured = measuredOf(event);
    if (!measured) return [];
    const { onset, freqHz, bwHz } = measured;
    return [{ id: event.position, at: onset, freqHz, bwHz, kind: "frame" as const }];
  });
  const orphans = sightings.flatMap(({ position, body }) => {
    const { kind, lts, freqHz, bwHz } = body as {
      kind: string;
      lts: { onset: string };
      freqHz: number;
      bwHz: number;
    };
    if (kind !== "orphan") return [];
    return [{ id: position, at: lts.onset, freqHz, bwHz, kind: "orphan" as const }];
  });
  return [...frames, ...orphans];
}

interface SnippetsProps extends GatewayTabProps {
  readonly receptions: readonly Event[];
}

function Snippets({ gateway: { id }, receptions }: SnippetsProps) {
  const may = useMay("gateways", "write");
  const [open, setOpen] = useState<string>();
  const { data } = useQuery({
    queryKey: ["gateway", id, "snippets"],
    queryFn: ({ signal }) => client.listSnippets({ id }, signal),
    refetchInterval: 3_000,
  });
  const newest = receptions.map(measuredOf).findLast((one) => one !== undefined);
  const ask = useMutation({
    mutationFn: ({ onset, freqHz, sf }: Measured) =>
      client.requestSnippet({ id, onset, freqHz, sf }),
    onSuccess: async () => {
      toast(text("asked"));
      await queries.invalidateQueries({ queryKey: ["gateway", id, "snippets"] });
    },
  });
  const items = data?.items ?? [];
  return (
    <Panel
      title={text("snippets")}
      note={newest ? text("snippetsNote") : text("noneToAsk")}
      flush
      actions={
        may &&
        newest && (
          <Button size="xs" loading={ask.isPending} onClick={() => ask.mutate(newest)}>
            {text("ask")}
          </Button>
        )
      }
    >
      {ask.error && <ProblemNotice error={ask.error} />}
      {items.length === 0 ? (
        <Text size="sm" c="dimmed" px="md" pb="md">
          {text("noSnippets")}
        </Text>
      ) : (
        <DataTable
          label={text("snippets")}
          rows={items}
          columns={columns(setOpen)}
          rowKey={(snippet) => snippet.id}
          onOpen={(snippet) => snippet.state === "held" && setOpen(snippet.id)}
        />
      )}
      <Drawer
        opened={open !== undefined}
        onClose={() => setOpen(undefined)}
        position="right"
        size="min(820px, 100vw)"
        title={text("viewer")}
      >
        {open !== undefined && <OpenSnippet id={id} snippetId={open} />}
      </Drawer>
    </Panel>
  );
}

function OpenSnippet({ id, snippetId }: { readonly id: string; readonly snippetId: string }) {
  const { data, error } = useQuery({
    queryKey: ["gateway", id, "snippet", snippetId],
    queryFn: ({ signal }) =>
      client.getSnippet({ id: id as Snippet["gatewayId"], snippetId }, signal),
    staleTime: Infinity,
  });
  if (error) return <ProblemNotice error={error} />;
  if (!data?.document) return <PageSkeleton />;
  return (
    <Suspense fallback={<PageSkeleton />}>
      <PreambleView document={data.document} />
    </Suspense>
  );
}

const COLORS: Readonly<Record<Snippet["state"], string>> = {
  wanted: "yellow",
  held: "teal",
  gone: "gray",
};

function columns(onOpen: (id: string) => void): readonly Column<Snippet>[] {
  return [
    {
      key: "onset",
      title: text("onset"),
      cell: ({ id, onset, state }) => (
        <UnstyledButton onClick={() => onOpen(id)} disabled={state !== "held"}>
          <Text size="sm" component="div">
            <When time={onset} />
          </Text>
        </UnstyledButton>
      ),
    },
    {
      key: "channel",
      title: text("channel"),
      width: 170,
      cell: ({ freqHz, sf }) => (
        <Text size="sm">
          {formatMhz(freqHz)} · SF{sf}
        </Text>
      ),
    },
    {
      key: "state",
      title: gatewayText("state"),
      width: 110,
      cell: ({ state }) => <Badge color={COLORS[state]}>{text(state)}</Badge>,
    },
  ];
}
