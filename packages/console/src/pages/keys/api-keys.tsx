import type { ApiKey } from "@lorats/api";
import { IconKey } from "@tabler/icons-react";
import { lazy } from "react";
import { client } from "../../client.ts";
import { useMay, useTenantId } from "../../state/access.ts";
import { TwoLines, type Column } from "../../table/data-table.tsx";
import { ListWithForm } from "../../table/list-with-form.tsx";
import { usePages } from "../../table/use-pages.ts";
import { text } from "../admin.text.ts";
import type { Secrets } from "../keys.tsx";
import { dateColumns, revokeColumn } from "./columns.tsx";

const ApiKeyForm = lazy(() => import("./api-key-form.tsx"));

/** Keys of programs that use the HTTP API. */
export function ApiKeys({ onSecrets }: { readonly onSecrets: (secrets: Secrets) => void }) {
  const tenantId = useTenantId();
  const may = useMay("api-keys", "write");
  const pages = usePages<ApiKey>(["api-keys", tenantId], (after, signal) =>
    client.listApiKeys({ tenantId, after, limit: 200 }, signal),
  );
  const columns: readonly Column<ApiKey>[] = [
    {
      key: "name",
      title: text("name"),
      cell: ({ name, scopes, deviceId }) => (
        <TwoLines top={name} below={deviceId ? text("oneDevice") : scopes.join(", ")} />
      ),
    },
    ...dateColumns<ApiKey>(),
    revokeColumn(may, "api-keys", ({ id }) => client.deleteApiKey({ id })),
  ];
  return (
    <ListWithForm
      title={text("apiKeys")}
      note={text("apiKeysNote")}
      add={text("addKey")}
      mayAdd={may}
      pages={pages}
      columns={columns}
      icon={<IconKey />}
      emptyTitle={text("noKeysTitle")}
      empty={text("noKeys")}
      form={(onClose) => (
        <ApiKeyForm
          onDone={({ name, secret }) => {
            onClose();
            onSecrets([[name, secret]]);
          }}
        />
      )}
    />
  );
}
