import { Badge, Button, Group, Stack } from "@mantine/core";
import type { EnrichmentSource } from "@lorats/api";
import { IconCloud } from "@tabler/icons-react";
import { lazy } from "react";
import { client, queries } from "../../client.ts";
import { formatCount } from "../../format.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { useMay, useTenantId } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { agoColumn } from "../../table/columns.tsx";
import { TwoLines, type Column } from "../../table/data-table.tsx";
import { DrawerList, wordsOf } from "../../table/drawer-list.tsx";
import { usePages } from "../../table/use-pages.ts";
import { text } from "./enrichment.text.ts";

const SourceForm = lazy(() => import("./source-form.tsx"));

/** Where what others know comes from. */
export function EnrichmentPage() {
  const tenantId = useTenantId();
  const may = useMay("connectors", "write");
  const pages = usePages<EnrichmentSource>(
    ["enrichment-sources", tenantId],
    (after, signal) => client.listEnrichmentSources({ tenantId, after, limit: 200 }, signal),
    { refreshMs: 5_000 },
  );
  return (
    <DrawerList
      words={wordsOf(text)}
      mayAdd={may}
      pages={pages}
      columns={(edit) => columns(may ? edit : undefined)}
      {...(may && { onOpen: "edit" as const })}
      icon={<IconCloud />}
      form={(source, close) => (
        <Stack>
          <SourceForm {...(source && { source })} onDone={close} />
          {source && <Remove source={source} onDone={close} />}
        </Stack>
      )}
    />
  );
}

function Remove({
  source: { id, name },
  onDone,
}: {
  readonly source: EnrichmentSource;
  readonly onDone: () => void;
}) {
  const remove = async (): Promise<void> => {
    await client.deleteEnrichmentSource({ id });
    toast(text("deleted", { name }));
    onDone();
    await queries.invalidateQueries({ queryKey: ["enrichment-sources"] });
  };
  return (
    <Group>
      <ConfirmButton
        variant="subtle"
        label={text("delete")}
        title={text("deleteTitle", { name })}
        onConfirm={remove}
      >
        {text("deleteNote")}
      </ConfirmButton>
    </Group>
  );
}

function columns(
  edit: ((source: EnrichmentSource) => void) | undefined,
): readonly Column<EnrichmentSource>[] {
  return [
    {
      key: "name",
      title: text("name"),
      cell: (source) => (
        <TwoLines
          top={
            edit ? (
              <Button variant="transparent" p={0} h="auto" onClick={() => edit(source)}>
                {source.name}
              </Button>
            ) : (
              source.name
            )
          }
          below={`${source.kind} · external.${source.field}`}
        />
      ),
    },
    {
      key: "state",
      title: text("state"),
      width: 140,
      cell: (source) => <State source={source} />,
    },
    {
      key: "answers",
      title: text("answers"),
      width: 100,
      align: "end",
      from: "sm",
      cell: ({ status }) => formatCount(status.fetched),
    },
    {
      key: "places",
      title: text("places"),
      width: 90,
      align: "end",
      from: "md",
      cell: ({ status }) => formatCount(status.spots),
    },
    agoColumn("last", text("last"), ({ status }) => status.lastAt, {
      from: "sm",
      never: text("never"),
    }),
  ];
}

function State({ source: { enabled, status } }: { readonly source: EnrichmentSource }) {
  if (!enabled) return <Badge color="gray">{text("off")}</Badge>;
  if (status.lastError !== undefined) {
    return <TwoLines top={<Badge color="red">{text("fails")}</Badge>} below={status.lastError} />;
  }
  return status.lastAt ? (
    <Badge color="teal">{text("works")}</Badge>
  ) : (
    <Badge color="gray">{text("waits")}</Badge>
  );
}
