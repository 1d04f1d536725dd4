import { Button, Text } from "@mantine/core";
import type { Tenant } from "@lorats/api";
import { IconBuilding } from "@tabler/icons-react";
import { lazy, useState } from "react";
import { client } from "../client.ts";
import { formatCount } from "../format.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { FormDrawer } from "../parts/form-drawer.tsx";
import { Page } from "../parts/page.tsx";
import { useMay, useMe } from "../state/access.ts";
import { TwoLines, type Column } from "../table/data-table.tsx";
import { ListPanel } from "../table/list-panel.tsx";
import { usePages } from "../table/use-pages.ts";
import { text } from "./admin.text.ts";
import { AddButton } from "../parts/add-button.tsx";
import { agoColumn } from "../table/columns.tsx";

const TenantForm = lazy(() => import("./tenants/tenant-form.tsx"));

/** The tenants that one may see; server administrators add more. */
export function TenantsPage() {
  const { isServerAdmin } = useMe();
  const may = useMay("tenants", "write");
  const [open, setOpen] = useState<Tenant | "new">();
  const pages = usePages<Tenant>(["tenants"], (after, signal) =>
    client.listTenants({ after, limit: 200 }, signal),
  );
  const close = (): void => setOpen(undefined);
  return (
    <Page
      title={text("tenantsTitle")}
      actions={isServerAdmin && <AddButton label={text("addTenant")} to={() => setOpen("new")} />}
    >
      <Text size="sm" c="dimmed">
        {text("tenantNote")}
      </Text>
      <ListPanel
        label={text("tenantsTitle")}
        pages={pages}
        rowKey={({ id }) => id}
        columns={columns(may ? setOpen : undefined)}
        {...(may && { onOpen: setOpen })}
        empty={
          <EmptyState icon={<IconBuilding />} title={text("tenantsTitle")}>
            {text("tenantNote")}
          </EmptyState>
        }
      />
      <FormDrawer
        title={open === "new" || !open ? text("addTenant") : open.name}
        opened={open !== undefined}
        onClose={close}
      >
        {open && <TenantForm {...(open !== "new" && { tenant: open })} onDone={close} />}
      </FormDrawer>
    </Page>
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
