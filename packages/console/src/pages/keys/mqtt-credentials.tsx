import type { MqttCredential } from "@lorats/api";
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

const MqttForm = lazy(() => import("./mqtt-form.tsx"));

interface MqttCredentialsProps {
  readonly onSecrets: (secrets: Secrets) => void;
}

/** Names and passwords of programs that follow events on the broker. */
export function MqttCredentials({ onSecrets }: MqttCredentialsProps) {
  const tenantId = useTenantId();
  const may = useMay("mqtt-credentials", "write");
  const pages = usePages<MqttCredential>(["mqtt-credentials", tenantId], (after, signal) =>
    client.listMqttCredentials({ tenantId, after, limit: 200 }, signal),
  );
  const columns: readonly Column<MqttCredential>[] = [
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
    revokeColumn(may, "mqtt-credentials", ({ id }) => client.deleteMqttCredential({ id })),
  ];
  return (
    <ListWithForm
      title={text("mqtt")}
      note={text("mqttNote")}
      add={text("addMqtt")}
      mayAdd={may}
      pages={pages}
      columns={columns}
      icon={<IconKey />}
      emptyTitle={text("noMqttTitle")}
      empty={text("noMqtt")}
      form={(onClose) => (
        <MqttForm
          onDone={({ username, password }) => {
            onClose();
            onSecrets([
              [text("username"), username],
              [text("password"), password],
            ]);
          }}
        />
      )}
    />
  );
}
