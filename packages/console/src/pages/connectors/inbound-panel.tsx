import { useState } from "react";
import { client } from "../../client.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { CopyText } from "../../parts/copy-text.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Panel } from "../../parts/panel.tsx";
import { SecretOnce } from "../../parts/secret-once.tsx";
import { useMay } from "../../state/access.ts";
import { text } from "./connectors.text.ts";
import type { ConnectorTabProps } from "./one.tsx";

/** Where the other side calls, and a new token for it. */
export function InboundPanel({ connector: { id, name, inboundUrl } }: ConnectorTabProps) {
  const may = useMay("connectors", "write");
  const [token, setToken] = useState<string>();
  // The server knows its own address only where a setting says it.
  const address = new URL(inboundUrl, location.origin).href;
  return (
    <Panel
      title={text("inboundTitle")}
      note={text("inboundNote")}
      actions={
        may && (
          <ConfirmButton
            size="compact-sm"
            variant="default"
            danger={false}
            label={text("renew")}
            title={text("renewTitle", { name })}
            onConfirm={async () => setToken((await client.renewConnectorToken({ id })).token)}
          >
            {text("renewNote")}
          </ConfirmButton>
        )
      }
    >
      <Facts
        facts={[
          [text("inboundUrl"), <CopyText key="url" text={address} label={text("inboundUrl")} />],
        ]}
      />
      <SecretOnce
        secrets={token === undefined ? undefined : [[text("token"), token]]}
        onClose={() => setToken(undefined)}
      />
    </Panel>
  );
}
