import { Button, Text } from "@mantine/core";
import type { ApiKey, MqttCredential } from "@lorats/api";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { lazy, useState } from "react";
import { client, queries } from "../client.ts";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { FormDrawer } from "../parts/form-drawer.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { SecretOnce } from "../parts/secret-once.tsx";
import { When } from "../parts/when.tsx";
import { useMay, useTenantId } from "../state/access.ts";
import { toast } from "../state/toasts.ts";
import { TwoLines, type Column } from "../table/data-table.tsx";
import { ListPanel } from "../table/list-panel.tsx";
import { usePages } from "../table/use-pages.ts";
import { text } from "./admin.text.ts";

const ApiKeyForm = lazy(() => import("./keys/api-key-form.tsx"));
const MqttForm = lazy(() => import("./keys/mqtt-form.tsx"));

type Secrets = readonly (readonly [string, string])[];

/** What programs show instead of signing in. */
export function KeysPage() {
  const [secrets, setSecrets] = useState<Secrets>();
  return (
    <Page title={text("keysTitle")}>
      <ApiKeys onSecrets={setSecrets} />
      <MqttCredentials onSecrets={setSecrets} />
      <SecretOnce secrets={secrets} onClose={() => setSecrets(undefined)} />
    </Page>
  );
}

interface KeysProps {
  readonly onSecrets: (secrets: Secrets) => void;
}

function ApiKeys({ onSecrets }: KeysProps) {
  const tenantId = useTenantId();
  const may = useMay("api-keys", "write");
  const [adding, setAdding] = useState(false);
  const pages = usePages<ApiKey>(["api-keys", tenantId], (after, signal) =>
    client.listApiKeys({ tenantId, after, limit: 200 }, signal),
  );
  return (
    <Panel
      title={text("apiKeys")}
      note={text("apiKeysNote")}
      flush
      actions={
        may && (
          <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
            {text("addKey")}
          </Button>
        )
      }
    >
      <ListPanel
        bare
        label={text("apiKeys")}
        pages={pages}
        rowKey={({ id }) => id}
        columns={keyColumns(may)}
        empty={
          <EmptyState icon={<IconKey />} title={text("noKeysTitle")}>
            {text("noKeys")}
          </EmptyState>
        }
      />
      <FormDrawer title={text("addKey")} opened={adding} onClose={() => setAdding(false)}>
        <ApiKeyForm
          onDone={({ name, secret }) => {
            setAdding(false);
            onSecrets([[name, secret]]);
          }}
        />
      </FormDrawer>
    </Panel>
  );
}

function keyColumns(may: boolean): readonly Column<ApiKey>[] {
  return [
    {
      key: "name",
      title: text("name"),
      cell: ({ name, scopes }) => <TwoLines top={name} below={scopes.join(", ")} />,
    },
    ...dateColumns<ApiKey>(),
    {
      key: "revoke",
      title: "",
      width: 110,
      align: "end",
      cell: ({ id, name }) =>
        may && <Revoke name={name} list="api-keys" onConfirm={() => client.deleteApiKey({ id })} />,
    },
  ];
}

function dateColumns<
  Row extends { createdAt: string; expiresAt?: string | undefined },
>(): readonly Column<Row>[] {
  return [
    {
      key: "created",
      title: text("created"),
      width: 110,
      from: "sm",
      cell: ({ createdAt }) => (
        <Text size="sm" component="div">
          <When time={createdAt} as="ago" />
        </Text>
      ),
    },
    {
      key: "expires",
      title: text("expires"),
      width: 190,
      from: "md",
      cell: ({ expiresAt }) => (
        <Text size="sm" component="div" {...(!expiresAt && { c: "dimmed" })}>
          {expiresAt ? <When time={expiresAt} /> : text("never")}
        </Text>
      ),
    },
  ];
}

function MqttCredentials({ onSecrets }: KeysProps) {
  const tenantId = useTenantId();
  const may = useMay("mqtt-credentials", "write");
  const [adding, setAdding] = useState(false);
  const pages = usePages<MqttCredential>(["mqtt-credentials", tenantId], (after, signal) =>
    client.listMqttCredentials({ tenantId, after, limit: 200 }, signal),
  );
  return (
    <Panel
      title={text("mqtt")}
      note={text("mqttNote")}
      flush
      actions={
        may && (
          <Button size="xs" leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
            {text("addMqtt")}
          </Button>
        )
      }
    >
      <ListPanel
        bare
        label={text("mqtt")}
        pages={pages}
        rowKey={({ id }) => id}
        columns={mqttColumns(may)}
        empty={
          <EmptyState icon={<IconKey />} title={text("noMqttTitle")}>
            {text("noMqtt")}
          </EmptyState>
        }
      />
      <FormDrawer title={text("addMqtt")} opened={adding} onClose={() => setAdding(false)}>
        <MqttForm
          onDone={({ username, password }) => {
            setAdding(false);
            onSecrets([
              [text("username"), username],
              [text("password"), password],
            ]);
          }}
        />
      </FormDrawer>
    </Panel>
  );
}

function mqttColumns(may: boolean): readonly Column<MqttCredential>[] {
  return [
    {
      key: "name",
      title: text("name"),
      cell: ({ name, username, mayCommand }) => (
        <TwoLines
          top={name}
          below={mayCommand ? `${username} · ${text("mayCommand")}` : username}
        />
      ),
    },
    ...dateColumns<MqttCredential>(),
    {
      key: "revoke",
      title: "",
      width: 110,
      align: "end",
      cell: ({ id, name }) =>
        may && (
          <Revoke
            name={name}
            list="mqtt-credentials"
            onConfirm={() => client.deleteMqttCredential({ id })}
          />
        ),
    },
  ];
}

interface RevokeProps {
  readonly name: string;
  readonly list: string;
  readonly onConfirm: () => Promise<unknown>;
}

function Revoke({ name, list, onConfirm }: RevokeProps) {
  const revoke = async (): Promise<void> => {
    await onConfirm();
    toast(text("revoked", { name }));
    await queries.invalidateQueries({ queryKey: [list] });
  };
  return (
    <ConfirmButton
      size="compact-sm"
      variant="subtle"
      label={text("revoke")}
      title={text("revokeTitle", { name })}
      onConfirm={revoke}
    >
      {text("revokeNote")}
    </ConfirmButton>
  );
}
