import { Button, Stack, Text } from "@mantine/core";
import type { MulticastGroup } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { queries } from "../../client.ts";
import { ThingSelect, type Thing } from "../../form/thing-select.tsx";
import { Panel } from "../../parts/panel.tsx";
import { undoable } from "../../parts/undoable.ts";
import { useMay } from "../../state/access.ts";
import { DataTable, type Column } from "../../table/data-table.tsx";
import { text } from "./multicast.text.ts";

interface MemberPanelProps {
  readonly title: string;
  readonly note: string;
  readonly add: string;
  /** Said when there is none. */
  readonly none: string;
  readonly group: MulticastGroup;
  readonly ids: readonly string[];
  readonly address: string;
  readonly find: (search: string) => Promise<{ readonly items: readonly Thing[] }>;
  readonly nameOf: (id: string) => Promise<string>;
  readonly put: (id: string) => Promise<MulticastGroup>;
  readonly take: (id: string) => Promise<MulticastGroup>;
}

/** Members of one kind: a list, a box that finds more, and a way back for each change. */
export function MemberPanel(props: MemberPanelProps) {
  const { title, note, add, none, group, ids, find, put, take } = props;
  const may = useMay("devices", "write");
  const keep = (changed: MulticastGroup): void => {
    queries.setQueryData(["multicast-group", group.id], changed);
    void queries.invalidateQueries({ queryKey: ["multicast-groups"] });
  };
  const change = (
    work: (id: string) => Promise<MulticastGroup>,
    back: (id: string) => Promise<MulticastGroup>,
    id: string,
    said: string,
  ): Promise<void> =>
    undoable({
      change: () => work(id),
      back: () => back(id),
      said,
      after: (changed) => changed && keep(changed),
    });
  const columns: readonly Column<string>[] = [
    {
      key: "name",
      title: text("name"),
      cell: (id) => <MemberName id={id} address={props.address} nameOf={props.nameOf} />,
    },
    {
      key: "remove",
      title: "",
      width: 110,
      align: "end",
      cell: (id) =>
        may && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            onClick={() => void change(take, put, id, text("removed", { name: knownName(id) }))}
          >
            {text("remove")}
          </Button>
        ),
    },
  ];
  return (
    <Panel title={title} note={note} flush>
      <Stack gap={0}>
        {may && (
          <ThingSelect
            px="md"
            pb="sm"
            aria-label={add}
            placeholder={add}
            queryKey={["multicast-members", props.address]}
            find={find}
            without={ids}
            value={null}
            onChange={(one) => {
              if (one) void change(put, take, one.id, text("added", { name: one.name }));
            }}
          />
        )}
        {ids.length === 0 ? (
          <Text size="sm" c="dimmed" px="md" pb="md">
            {none}
          </Text>
        ) : (
          <DataTable
            label={title}
            rows={ids}
            columns={columns}
            rowKey={(id) => id}
            rowHeight={38}
          />
        )}
      </Stack>
    </Panel>
  );
}

function knownName(id: string): string {
  return queries.getQueryData<string>(["name", id]) ?? id;
}

interface MemberNameProps {
  readonly id: string;
  readonly address: string;
  readonly nameOf: (id: string) => Promise<string>;
}

function MemberName({ id, address, nameOf }: MemberNameProps) {
  const to: string = `${address}/${id}`;
  const { data } = useQuery({
    queryKey: ["name", id],
    queryFn: () => nameOf(id),
    staleTime: 60_000,
  });
  return <Link to={to}>{data ?? "…"}</Link>;
}
