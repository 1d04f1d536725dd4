import { Badge, Button, Drawer, Text, UnstyledButton } from "@mantine/core";
import type { Event, Snippet } from "@lorats/api";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client, queries } from "../../../client.ts";
import { formatMhz } from "../../../format.ts";
import { Panel } from "../../../parts/panel.tsx";
import { ProblemNotice } from "../../../parts/problem-notice.tsx";
import { When } from "../../../parts/when.tsx";
import { text } from "../../../spectrum/spectrum.text.ts";
import { useMay } from "../../../state/access.ts";
import { toast } from "../../../state/toasts.ts";
import { DataTable, type Column } from "../../../table/data-table.tsx";
import { text as gatewayText } from "../gateways.text.ts";
import type { GatewayTabProps } from "../one.tsx";

import { measuredOf, type Measured } from "./measured.ts";
import { OpenSnippet } from "./open-snippet.tsx";

interface SnippetsProps extends GatewayTabProps {
  readonly receptions: readonly Event[];
}

/** Samples of preambles that were asked for, and the way to ask for the newest. */
export function Snippets({ gateway: { id }, receptions }: SnippetsProps) {
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
