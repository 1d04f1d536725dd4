import { Text } from "@mantine/core";
import type { Integration } from "@lorats/api";
import { IconPlugConnected } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { lazy, useState } from "react";
import { client } from "../../client.ts";
import { formatCount } from "../../format.ts";
import { AddButton } from "../../parts/add-button.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FormDrawer } from "../../parts/form-drawer.tsx";
import { Page } from "../../parts/page.tsx";
import { SecretOnce } from "../../parts/secret-once.tsx";
import { useMay, useTenantId } from "../../state/access.ts";
import { nameColumn, type Column } from "../../table/columns.tsx";
import { ListPanel } from "../../table/list-panel.tsx";
import { usePages } from "../../table/use-pages.ts";
import { DeliveryState } from "./delivery-state.tsx";
import { text } from "./integrations.text.ts";
import { SwitchButton } from "./switch-button.tsx";

const IntegrationForm = lazy(() => import("./integration-form.tsx"));

/** Where events go, and whether they arrive. */
export function IntegrationsPage() {
  const tenantId = useTenantId();
  const navigate = useNavigate();
  const may = useMay("integrations", "write");
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string>();
  const pages = usePages<Integration>(
    ["integrations", tenantId],
    (after, signal) => client.listIntegrations({ tenantId, after, limit: 200 }, signal),
    { refreshMs: 5_000 },
  );
  const add = may && <AddButton label={text("add")} to={() => setAdding(true)} />;
  return (
    <Page title={text("title")} actions={add}>
      <Text size="sm" c="dimmed">
        {text("note")}
      </Text>
      <ListPanel
        label={text("title")}
        pages={pages}
        rowKey={({ id }) => id}
        rowHeight={52}
        columns={columns(may)}
        onOpen={({ id }) => void navigate({ to: `/integrations/${id}` })}
        empty={
          <EmptyState icon={<IconPlugConnected />} title={text("emptyTitle")} action={add}>
            {text("empty")}
          </EmptyState>
        }
      />
      <FormDrawer title={text("add")} opened={adding} onClose={() => setAdding(false)}>
        <IntegrationForm
          onDone={(created) => {
            setAdding(false);
            setSecret(created.secret);
          }}
        />
      </FormDrawer>
      <SecretOnce
        secrets={secret === undefined ? undefined : [[text("signingSecret"), secret]]}
        onClose={() => setSecret(undefined)}
      />
    </Page>
  );
}

function columns(may: boolean): readonly Column<Integration>[] {
  const count = (
    key: "delivered" | "failures" | "refused",
    width: number,
    from: "sm" | "md",
  ): Column<Integration> => ({
    key,
    title: text(key),
    width,
    align: "end",
    from,
    cell: ({ status }) => (status ? formatCount(status[key]) : "–"),
  });
  return [
    nameColumn(text("name"), "/integrations", {
      below: ({ kind, webhook, mqtt, influxdb }) => (webhook ?? mqtt ?? influxdb)?.url ?? kind,
    }),
    {
      key: "state",
      title: "",
      width: 110,
      cell: (integration) => <DeliveryState integration={integration} />,
    },
    count("delivered", 100, "sm"),
    count("failures", 130, "md"),
    count("refused", 90, "md"),
    {
      key: "actions",
      title: "",
      width: 130,
      align: "end",
      from: "sm",
      cell: (integration) => may && <SwitchButton integration={integration} />,
    },
  ];
}
