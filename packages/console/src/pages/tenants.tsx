import { Button } from "@mantine/core";
import type { Tenant } from "@lorats/api";
import { IconBuilding } from "@tabler/icons-react";
import { lazy } from "react";
import { client } from "../client.ts";
import { formatCount } from "../format.ts";
import { useMay, useMe } from "../state/access.ts";
import { agoColumn } from "../table/columns.tsx";
import { TwoLines, type Column } from "../table/data-table.tsx";
import { DrawerList } from "../table/drawer-list.tsx";
import { usePages } from "../table/use-pages.ts";
import { text } from "./admin.text.ts";

const TenantForm = lazy(() => import("./tenants/tenant-form.tsx"));

/** The tenants that one may see; server administrators add more. */
export function TenantsPage() {
  const { isServerAdmin } = useMe();
  const may = useMay("tenants", "write");
  const pages = usePages<Tenant>(["tenants"], (after, signal) =>
    client.listTenants({ after, limit: 200 }, signal),
  );
  return (
    <DrawerList
      words={{
        title: text("tenantsTitle"),
        note: text("tenantNote"),
        add: text("addTenant"),
        emptyTitle: text("tenantsTitle"),
        empty: text("tenantNote"),
      }}
      mayAdd={isServerAdmin}
      pages={pages}
      columns={(edit) => columns(may ? edit : undefined)}
      {...(may && { onOpen: "edit" as const })}
      icon={<IconBuilding />}
      form={(tenant, close) => <TenantForm {...(tenant && { tenant })} onDone={close} />}
    />
  );
}

function columns(onOpen: ((tenant: Tenant) => void) | undefined): readonly Column<Tenant>[] {
  const limit = (count: number): string => (count === 0 ? "∞" : formatCount(count));
  return [
    {
      key: "name",
      title: text("name"),
      cell: (tenant) => (
        <TwoLines
          top={
            onOpen ? (
              <Button variant="transparent" p={0} h="auto" onClick={() => onOpen(tenant)}>
                {tenant.name}
              </Button>
            ) : (
              tenant.name
            )
          }
          {...(tenant.description !== "" && { below: tenant.description })}
        />
      ),
    },
    {
      key: "devices",
      title: text("maxDevices"),
      width: 140,
      align: "end",
      from: "sm",
      cell: ({ maxDevices }) => limit(maxDevices),
    },
    {
      key: "gateways",
      title: text("maxGateways"),
      width: 150,
      align: "end",
      from: "sm",
      cell: ({ maxGateways }) => limit(maxGateways),
    },
    agoColumn("created", text("created"), ({ createdAt }) => createdAt),
  ];
}
