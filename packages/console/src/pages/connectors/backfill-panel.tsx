import { Button, Group, Loader, Text, TextInput } from "@mantine/core";
import type { Connector } from "@lorats/api";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { client, queries } from "../../client.ts";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { useMay } from "../../state/access.ts";
import { text } from "./connectors.text.ts";
import type { ConnectorTabProps } from "./one.tsx";

const DAY_MS = 86_400_000;

/** Fetches what the other side keeps, from a day on. */
export function BackfillPanel({ connector: { id, status } }: ConnectorTabProps) {
  const may = useMay("connectors", "write");
  const [day, setDay] = useState(() => new Date(Date.now() - DAY_MS).toISOString().slice(0, 10));
  const { backfill } = status;
  const start = useMutation({
    mutationFn: () => client.startBackfill({ id, from: new Date(`${day}T00:00`).toISOString() }),
    onSuccess: (changed) => queries.setQueryData(["connector", id], changed),
  });
  const isRunning = backfill?.state === "running";
  return (
    <Panel title={text("backfillTitle")} note={text("backfillNote")}>
      {may && (
        <Group align="flex-end" gap="xs">
          <TextInput
            type="date"
            label={text("backfillFrom")}
            value={day}
            max={new Date().toISOString().slice(0, 10)}
            onChange={(event) => setDay(event.currentTarget.value)}
          />
          <Button
            loading={start.isPending}
            disabled={isRunning || day === ""}
            onClick={() => start.mutate()}
          >
            {text("backfillStart")}
          </Button>
        </Group>
      )}
      {start.error && <ProblemNotice error={start.error} />}
      {backfill && (
        <Group gap="xs" mt="sm">
          {isRunning && <Loader size="xs" />}
          <Text size="sm" role="status" {...(backfill.state === "failed" && { c: "red" })}>
            {sayingOf(backfill)}
          </Text>
        </Group>
      )}
    </Panel>
  );
}

function sayingOf({ state, kept, repeated, error }: Backfill): string {
  if (state === "failed") return text("backfillFailed", { error: error ?? "?" });
  return text(state === "done" ? "backfillDone" : "backfillRunning", { kept, repeated });
}

type Backfill = NonNullable<Connector["status"]["backfill"]>;
