import { Badge, Code } from "@mantine/core";
import type { MulticastGroup } from "@lorats/api";
import { IconBroadcast } from "@tabler/icons-react";
import { client } from "../../client.ts";
import { nameColumn, type Column } from "../../table/columns.tsx";
import { ListPage } from "../../table/list-page.tsx";
import { text } from "./multicast.text.ts";

/** Groups of devices that hear the same message at once. */
export function MulticastPage() {
  return (
    <ListPage
      text={text}
      resource="devices"
      queryKey={["multicast-groups"]}
      fetch={client.listMulticastGroups}
      columns={COLUMNS}
      address="/multicast"
      icon={<IconBroadcast />}
    />
  );
}

const COLUMNS: readonly Column<MulticastGroup>[] = [
  nameColumn(text("name"), "/multicast", { below: ({ region }) => region }),
  {
    key: "class",
    title: text("class"),
    width: 80,
    cell: ({ groupClass }) => <Badge variant="light">{groupClass}</Badge>,
  },
  {
    key: "address",
    title: text("address"),
    width: 120,
    from: "xs",
    cell: ({ mcAddr }) => <Code>{mcAddr}</Code>,
  },
  {
    key: "devices",
    title: text("devices"),
    width: 90,
    align: "end",
    cell: ({ deviceIds }) => deviceIds.length,
  },
  {
    key: "gateways",
    title: text("gateways"),
    width: 100,
    align: "end",
    from: "sm",
    cell: ({ gatewayIds }) => (gatewayIds.length === 0 ? "–" : gatewayIds.length),
  },
];
