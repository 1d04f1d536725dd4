import type { Connector } from "@lorats/api";
import { IconPlug } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { lazy, useState } from "react";
import { client } from "../../client.ts";
import { formatCount } from "../../format.ts";
import { SecretOnce } from "../../parts/secret-once.tsx";
import { useMay, useTenantId } from "../../state/access.ts";
import { agoColumn, nameColumn, type Column } from "../../table/columns.tsx";
import { DrawerList, wordsOf } from "../../table/drawer-list.tsx";
import { usePages } from "../../table/use-pages.ts";
import { ConnectorState } from "./connector-state.tsx";
import { ConnectorSwitch } from "./connector-switch.tsx";
import { text } from "./connectors.text.ts";

const ConnectorForm = lazy(() => import("./connector-form.tsx"));

interface Made {
  readonly id: string;
  readonly token: string;
}

/** By which ways other networks bring what their devices say. */
export function ConnectorsPage() {
  const tenantId = useTenantId();
  const navigate = useNavigate();
  const may = useMay("connectors", "write");
  const [made, setMade] = useState<Made>();
  const open = (id: string): void => void navigate({ to: `/connectors/${id}` });
  const pages = usePages<Connector>(
    ["connectors", tenantId],
    (after, signal) => client.listConnectors({ tenantId, after, limit: 200 }, signal),
    { refreshMs: 5_000 },
  );
  return (
    <>
      <DrawerList
        words={wordsOf(text)}
        mayAdd={may}
        pages={pages}
        columns={() => columns(may)}
        onOpen={({ id }) => open(id)}
        icon={<IconPlug />}
        form={(_, close) => (
          <ConnectorForm
            onDone={({ id, token }) => {
              close();
              setMade({ id, token: token! });
            }}
          />
        )}
      />
      <SecretOnce
        secrets={made && [[text("token"), made.token]]}
        onClose={() => {
          setMade(undefined);
          if (made) open(made.id);
        }}
      />
    </>
  );
}

function columns(may: boolean): readonly Column<Connector>[] {
  return [
    nameColumn(text("name"), "/connectors", { below: ({ kind }) => kind }),
    {
      key: "state",
      title: "",
      width: 140,
      cell: (connector) => <ConnectorState connector={connector} />,
    },
    {
      key: "kept",
      title: text("kept"),
      width: 90,
      align: "end",
      from: "sm",
      cell: ({ status }) => formatCount(status.kept),
    },
    {
      key: "refused",
      title: text("refused"),
      width: 90,
      align: "end",
      from: "md",
      cell: ({ status }) => formatCount(status.refused),
    },
    agoColumn("last", text("last"), ({ status }) => status.lastAt, { from: "sm" }),
    {
      key: "actions",
      title: "",
      width: 130,
      align: "end",
      from: "sm",
      cell: (connector) => may && <ConnectorSwitch connector={connector} />,
    },
  ];
}
