import { Badge, Button } from "@mantine/core";
import type { GatewayCredential } from "@lorats/api";
import { IconCertificate } from "@tabler/icons-react";
import { lazy, useState } from "react";
import { client, queries } from "../../../client.ts";
import { ConfirmButton } from "../../../parts/confirm-button.tsx";
import { EmptyState } from "../../../parts/empty-state.tsx";
import { FormDrawer } from "../../../parts/form-drawer.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { When } from "../../../parts/when.tsx";
import { useMay } from "../../../state/access.ts";
import { toast } from "../../../state/toasts.ts";
import { agoColumn, type Column } from "../../../table/columns.tsx";
import { TwoLines } from "../../../table/data-table.tsx";
import { ListPanel } from "../../../table/list-panel.tsx";
import { usePages } from "../../../table/use-pages.ts";
import { text } from "../access.text.ts";

import type { SecretsProps } from "./secrets.ts";

const CredentialForm = lazy(() => import("../credential-form.tsx"));

/** The gateway's tokens and certificates. */
export function CredentialsPanel({ gateway: { id }, onSecrets }: SecretsProps) {
  const may = useMay("gateways", "write");
  const [adding, setAdding] = useState(false);
  const pages = usePages<GatewayCredential>(["gateway", id, "credentials"], (after, signal) =>
    client.listGatewayCredentials({ id, after, limit: 200 }, signal),
  );
  return (
    <Panel
      title={text("credentials")}
      note={text("credentialsNote")}
      flush
      actions={
        may && (
          <Button size="xs" onClick={() => setAdding(true)}>
            {text("add")}
          </Button>
        )
      }
    >
      <ListPanel
        bare
        label={text("credentials")}
        pages={pages}
        rowKey={(one) => one.id}
        rowHeight={50}
        columns={columns(id, may)}
        empty={
          <EmptyState icon={<IconCertificate />} title={text("emptyTitle")}>
            {text("empty")}
          </EmptyState>
        }
      />
      <FormDrawer title={text("add")} opened={adding} onClose={() => setAdding(false)}>
        <CredentialForm
          id={id}
          onDone={(secrets) => {
            setAdding(false);
            onSecrets(secrets);
          }}
        />
      </FormDrawer>
    </Panel>
  );
}

const STATE_COLORS: Readonly<Record<GatewayCredential["state"], string>> = {
  valid: "teal",
  expired: "yellow",
  revoked: "gray",
};

function columns(id: string, may: boolean): readonly Column<GatewayCredential>[] {
  const revoke = async ({ id: credentialId, name }: GatewayCredential): Promise<void> => {
    await client.revokeGatewayCredential({ id, credentialId });
    toast(text("revokedDone", { name }));
    await queries.invalidateQueries({ queryKey: ["gateway", id, "credentials"] });
  };
  return [
    {
      key: "name",
      title: text("name"),
      cell: ({ name, kind, serial }) => (
        <TwoLines
          top={name}
          below={serial === undefined ? text(kind) : `${text(kind)} ${serial}`}
        />
      ),
    },
    {
      key: "state",
      title: text("state"),
      width: 110,
      cell: ({ state }) => (
        <Badge variant="dot" color={STATE_COLORS[state]}>
          {text(state)}
        </Badge>
      ),
    },
    agoColumn("created", text("created"), ({ createdAt }) => createdAt, { from: "sm" }),
    {
      key: "expires",
      title: text("expires"),
      width: 190,
      from: "md",
      cell: ({ expiresAt }) => (expiresAt ? <When time={expiresAt} /> : text("never")),
    },
    {
      key: "revoke",
      title: "",
      width: 110,
      align: "end",
      cell: (credential) =>
        may &&
        credential.state === "valid" && (
          <ConfirmButton
            size="compact-sm"
            variant="subtle"
            label={text("revoke")}
            title={text("revokeTitle", { name: credential.name })}
            onConfirm={() => revoke(credential)}
          >
            {text("revokeNote")}
          </ConfirmButton>
        ),
    },
  ];
}
