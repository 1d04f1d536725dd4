import { Badge, Code, Drawer, Stack, Text, UnstyledButton } from "@mantine/core";
import type { Event } from "@lorats/api";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client } from "../client.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { Facts } from "../parts/facts.tsx";
import { Page } from "../parts/page.tsx";
import { When } from "../parts/when.tsx";
import { useMay, useTenantId } from "../state/access.ts";
import { TwoLines, type Column } from "../table/data-table.tsx";
import { ListPanel } from "../table/list-panel.tsx";
import { usePages } from "../table/use-pages.ts";
import { text } from "./admin.text.ts";
import { changedFields, changeOf, type Change } from "./audit/change.ts";

/** Who changed what. */
export function AuditPage() {
  const tenantId = useTenantId();
  const [open, setOpen] = useState<Change>();
  const actors = useActors();
  const pages = usePages<Event>(["audit", tenantId], (after, signal) =>
    client.listAudit(
      { tenantId, limit: 100, after: after as Event["position"] | undefined },
      signal,
    ),
  );
  return (
    <Page title={text("auditTitle")}>
      <Text size="sm" c="dimmed">
        {text("auditNote")}
      </Text>
      <ListPanel
        label={text("auditTitle")}
        pages={pages}
        rowKey={({ position }) => position}
        columns={columns(actors, setOpen)}
        onOpen={(event) => setOpen(changeOf(event))}
        empty={
          <EmptyState icon={<IconHistory />} title={text("noAuditTitle")}>
            {text("noAudit")}
          </EmptyState>
        }
      />
      <Drawer
        opened={open !== undefined}
        onClose={() => setOpen(undefined)}
        position="right"
        size="min(560px, 100vw)"
        title={open && `${open.kind} · ${open.name}`}
      >
        {open && <ChangeView change={open} actors={actors} />}
      </Drawer>
    </Page>
  );
}

type Actors = ReadonlyMap<string, string>;

/** Names of those who change things, as far as one may know them. */
function useActors(): Actors {
  const tenantId = useTenantId();
  const mayUsers = useMay("users", "read");
  const mayKeys = useMay("api-keys", "read");
  const { data } = useQuery({
    queryKey: ["actors", tenantId],
    queryFn: async ({ signal }) => {
      const users = mayUsers
        ? await client.listUsers({ tenantId, limit: 1000 }, signal)
        : undefined;
      const keys = mayKeys
        ? await client.listApiKeys({ tenantId, limit: 1000 }, signal)
        : undefined;
      return new Map([
        ...(users?.items ?? []).map(
          ({ id, name, email }) => [`user:${id}`, name || email] as const,
        ),
        ...(keys?.items ?? []).map(({ id, name }) => [`key:${id}`, name] as const),
        ["system", text("system")] as const,
      ]);
    },
  });
  return data ?? new Map();
}

const COLORS: Readonly<Record<Change["action"], string>> = {
  create: "teal",
  update: "blue",
  delete: "red",
  reveal: "yellow",
};

function columns(actors: Actors, onOpen: (change: Change) => void): readonly Column<Event>[] {
  return [
    {
      key: "when",
      title: text("when"),
      width: 190,
      from: "sm",
      cell: ({ time }) => (
        <Text size="sm" component="div">
          <When time={time} />
        </Text>
      ),
    },
    {
      key: "who",
      title: text("who"),
      width: "26%",
      cell: (event) => {
        const { actor } = changeOf(event);
        return <TwoLines top={actors.get(actor) ?? actor} />;
      },
    },
    {
      key: "what",
      title: text("what"),
      width: 110,
      cell: (event) => {
        const { action } = changeOf(event);
        return (
          <Badge color={COLORS[action]} variant="light">
            {text(action)}
          </Badge>
        );
      },
    },
    {
      key: "which",
      title: text("which"),
      cell: (event) => {
        const change = changeOf(event);
        return (
          <UnstyledButton onClick={() => onOpen(change)} w="100%">
            <TwoLines top={change.name} below={change.kind} />
          </UnstyledButton>
        );
      },
    },
    {
      key: "changes",
      title: text("changes"),
      from: "md",
      cell: (event) => <TwoLines top={fieldsLine(changeOf(event))} />,
    },
  ];
}

/** Which fields changed; a change that shows none concerns secrets, which stand in no log. */
function fieldsLine(change: Change): string {
  const fields = changedFields(change).map(({ field }) => field);
  return fields.length === 0 ? text("secretsOnly") : fields.join(", ");
}

function ChangeView({ change, actors }: { readonly change: Change; readonly actors: Actors }) {
  return (
    <Stack>
      <Facts
        facts={[
          [text("who"), actors.get(change.actor) ?? change.actor],
          [text("what"), text(change.action)],
          [text("when"), <When key="w" time={change.at} />],
          ["id", <Code key="i">{change.id}</Code>],
        ]}
      />
      {changedFields(change).map(({ field, before, after }) => (
        <Stack key={field} gap={4}>
          <Text size="sm" fw={600}>
            {field}
          </Text>
          {before !== undefined && (
            <Code block c="red">
              − {shown(before)}
            </Code>
          )}
          {after !== undefined && (
            <Code block c="teal">
              + {shown(after)}
            </Code>
          )}
        </Stack>
      ))}
    </Stack>
  );
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 1);
}
