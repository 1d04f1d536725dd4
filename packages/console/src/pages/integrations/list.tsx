import type { Integration } from "@lorats/api";
import { IconPlugConnected } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { lazy, useState } from "react";
import { client } from "../../client.ts";
import { formatCount } from "../../format.ts";
import { SecretOnce } from "../../parts/secret-once.tsx";
import { useMay, useTenantId } from "../../state/access.ts";
import { nameColumn, type Column } from "../../table/columns.tsx";
import { DrawerList, wordsOf } from "../../table/drawer-list.tsx";
import { usePages } from "../../table/use-pages.ts";
import { DeliveryState } from "./delivery-state.tsx";
import { IntegrationSwitch } from "./integration-switch.tsx";
import { text } from "./integrations.text.ts";

const IntegrationForm = lazy(() => import("./integration-form.tsx"));

/** Where events go, and whether they arrive. */
export function IntegrationsPage() {
  const tenantId = useTenantId();
  const navigate = useNavigate();
  const may = useMay("integrations", "write");
  const [secret, setSecret] = useState<string>();
  const pages = usePages<Integration>(
    ["integrations", tenantId],
    (after, signal) => client.listIntegrations({ tenantId, after, limit: 200 }, signal),
    { refreshMs: 5_000 },
  );
  return (
    <>
      <DrawerList
        words={wordsOf(text)}
        mayAdd={may}
        pages={pages}
        columns={() => columns(may)}
        onOpen={({ id }) => void navigate({ to: `/integrations/${id}` })}
        icon={<IconPlugConnected />}
        form={(_, close) => (
          <IntegrationForm
            onDone={(created) => {
              close();
              setSecret(created.secret);
            }}
          />
        )}
      />
      <SecretOnce
        secrets={secret === undefined ? undefined : [[text("signingSecret"), secret]]}
        onClose={() => setSecret(undefined)}
      />
    </>
  );
}

/** Where its events go; every kind has that under a name of its own. */
function addressOf(integration: Integration): string {
  const { url, brokers } = (integration[integration.kind] ?? {}) as {
    readonly url?: string;
    readonly brokers?: readonly string[];
  };
  return url ?? brokers?.join(", ") ?? integration.kind;
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
      below: addressOf,
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
      cell: (integration) => may && <IntegrationSwitch integration={integration} />,
    },
  ];
}
