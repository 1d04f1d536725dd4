import type { Application } from "@lorats/api";
import { IconApps } from "@tabler/icons-react";
import { client } from "../../client.ts";
import { ListPage } from "../../table/list-page.tsx";
import { agoColumn, nameColumn, type Column } from "../../table/columns.tsx";
import { text } from "./applications.text.ts";

export function ApplicationsPage() {
  return (
    <ListPage
      text={text}
      resource="applications"
      queryKey={["applications"]}
      fetch={client.listApplications}
      columns={COLUMNS}
      address="/applications"
      icon={<IconApps />}
    />
  );
}

const COLUMNS: readonly Column<Application>[] = [
  nameColumn(text("name"), "/applications"),
  agoColumn("changed", text("changed"), ({ updatedAt }) => updatedAt, { from: "xs" }),
];
