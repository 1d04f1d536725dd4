import { Code } from "@mantine/core";
import type { Gateway } from "@lorats/api";
import { IconAntenna } from "@tabler/icons-react";
import { client } from "../../client.ts";
import { agoColumn, nameColumn, type Column } from "../../table/columns.tsx";
import { ListPage } from "../../table/list-page.tsx";
import { text } from "./gateways.text.ts";
import { GatewayState } from "./states.tsx";

/** Every gateway of the tenant. */
export function GatewaysPage() {
  return (
    <ListPage
      text={text}
      resource="gateways"
      queryKey={["gateways"]}
      fetch={client.listGateways}
      columns={COLUMNS}
      address="/gateways"
      icon={<IconAntenna />}
      refreshMs={10_000}
    />
  );
}

const COLUMNS: readonly Column<Gateway>[] = [
  nameColumn(text("name"), "/gateways", { below: ({ region }) => region }),
  {
    key: "eui",
    title: text("eui"),
    width: 190,
    from: "sm",
    cell: ({ eui }) => <Code>{eui}</Code>,
  },
  {
    key: "state",
    title: text("state"),
    width: 130,
    cell: ({ state }) => <GatewayState state={state} />,
  },
  agoColumn("seen", text("lastSeen"), ({ lastSeenAt }) => lastSeenAt, { from: "xs" }),
];
