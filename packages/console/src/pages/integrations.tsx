import { Badge, Button, Group, Text, Tooltip } from "@mantine/core";
import type { Integration } from "@lorats/api";
import { IconPlugConnected } from "@tabler/icons-react";
import { lazy, useState } from "react";
import { client, queries } from "../client.ts";
import { formatCount } from "../format.ts";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { FormDrawer } from "../parts/form-drawer.tsx";
import { Page } from "../parts/page.tsx";
import { explainProblem } from "../parts/problem-notice.tsx";
import { SecretOnce } from "../parts/secret-once.tsx";
import { useMay, useTenantId } from "../state/access.ts";
import { toast } from "../state/toasts.ts";
import { TwoLines, type Column } from "../table/data-table.tsx";
import { ListPanel } from "../table/list-panel.tsx";
import { usePages } from "../table/use-pages.ts";
import { text } from "./admin.text.ts";
import { AddButton } from "../parts/add-button.tsx";

const IntegrationForm = lazy(() => import("./integrations/integration-form.tsx"));

/** Where events go, and whether they arrive. */
export function IntegrationsPage() {
  const tenantId = useTenantId();
  const may = useMay("integrations", "write");
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string>();
  const pages = usePages<Integration>(
    ["integrations", tenantId],
    (after, signal) => client.listIntegrations({ tenantId, after, limit: 200 }, signal),
    { refreshMs: 5_000 },
  );
  const add = may && <AddButton label={text("addIntegration")} to={() => setAdding(true)} />;
  return (
    <Page title={text("integrationsTitle")} actions={add}>
      <Text size="sm" c="dimmed">
        {text("integrationsNote")}
      </Text>
      <ListPanel
        label={text("integrationsTitle")}
        pages={pages}
        rowKey={({ id }) => id}
        rowHeight={52}
        columns={columns(may)}
        empty={
          <EmptyState icon={<IconPlugConnected />} title={text("noIntegrationsTitle")} action={add}>
            {text("noIntegrations")}
          </EmptyState>
        }
      />
      <FormDrawer title={text("addIntegration")} opened={adding} onClose={() => setAdding(false)}>
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
  return [
    {
      key: "name",
      title: text("name"),
      cell: ({ name, kind, webhook, mqtt, influxdb }) => (
        <TwoLines top={name} below={(webhook ?? mqtt ?? influxdb)?.url ?? kind} />
      ),
    },
    {
      key: "state",
      title: "",
      width: 110,
      cell: (integration) => <DeliveryState integration={integration} />,
    },
    {
      key: "delivered",
      title: text("delivered"),
      width: 100,
      align: "end",
      from: "sm",
      cell: ({ status }) => (status ? formatCount(status.delivered) : "–"),
    },
    {
      key: "failures",
      title: text("failures"),
      width: 130,
      align: "end",
      from: "md",
      cell: ({ status }) => (status ? formatCount(status.failures) : "–"),
    },
    {
      key: "refused",
      title: text("refused"),
      width: 90,
      align: "end",
      from: "md",
      cell: ({ status }) => (status ? formatCount(status.refused) : "–"),
    },
    {
      key: "actions",
      title: "",
      width: 180,
      align: "end",
      from: "sm",
      cell: (integration) => may && <Actions integration={integration} />,
    },
  ];
}

interface IntegrationProps {
  readonly integration: Integration;
}

function DeliveryState({ integration: { enabled, status } }: IntegrationProps) {
  const { lastError } = status ?? {};
  const state = !enabled ? "switchedOff" : lastError === undefined ? "works" : "stuck";
  const color = { switchedOff: "gray", works: "teal", stuck: "red" }[state];
  return (
    <Tooltip label={lastError} disabled={lastError === undefined}>
      <Badge variant="dot" color={color}>
        {text(state)}
      </Badge>
    </Tooltip>
  );
}

function Actions({ integration: { id, name, enabled, version } }: IntegrationProps) {
  const refresh = () => queries.invalidateQueries({ queryKey: ["integrations"] });
  const complain = (error: unknown): void => toast(explainProblem(error).advice, { tone: "bad" });
  const toggle = async (): Promise<void> => {
    try {
      const updated = await client.updateIntegration({ id, version, enabled: !enabled });
      toast(text(enabled ? "disabledDone" : "enabledDone", { name }), {
        undo: () => {
          const back = { id, version: updated.version, enabled };
          void client.updateIntegration(back).then(refresh, complain);
        },
      });
    } catch (error) {
      complain(error);
    }
    await refresh();
  };
  const remove = async (): Promise<void> => {
    await client.deleteIntegration({ id });
    toast(text("integrationDeleted", { name }));
    await refresh();
  };
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      <Button size="compact-sm" variant="subtle" onClick={() => void toggle()}>
        {text(enabled ? "disable" : "enable")}
      </Button>
      <ConfirmButton
        size="compact-sm"
        variant="subtle"
        label={text("deleteIntegration")}
        title={text("deleteIntegrationTitle", { name })}
        onConfirm={remove}
      >
        {text("deleteIntegrationNote")}
      </ConfirmButton>
    </Group>
  );
}
