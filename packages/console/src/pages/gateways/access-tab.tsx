import { Stack, Text } from "@mantine/core";
import { useState } from "react";
import { Panel } from "../../parts/panel.tsx";
import { SecretOnce } from "../../parts/secret-once.tsx";
import { When } from "../../parts/when.tsx";
import { text } from "./access.text.ts";
import type { GatewayTabProps } from "./one.tsx";

import { CredentialsPanel } from "./access/credentials-panel.tsx";
import { LtsKeyPanel } from "./access/lts-key-panel.tsx";
import type { Secrets } from "./access/secrets.ts";

/** How the gateway proves who it is: tokens, certificates, and the key of its software radio. */
export default function AccessTab({ gateway }: GatewayTabProps) {
  const [secrets, setSecrets] = useState<Secrets>();
  return (
    <Stack gap="md">
      <ConnectionPanel gateway={gateway} />
      <CredentialsPanel gateway={gateway} onSecrets={setSecrets} />
      <LtsKeyPanel gateway={gateway} onSecrets={setSecrets} />
      <SecretOnce secrets={secrets} onClose={() => setSecrets(undefined)} />
    </Stack>
  );
}

function ConnectionPanel({ gateway: { connection } }: GatewayTabProps) {
  return (
    <Panel title={text("connection")}>
      {connection ? (
        <Text size="sm" component="div">
          {text("connected", { door: connection.door, address: connection.address })}{" "}
          <When time={connection.since} /> · {text(`by-${connection.authentication}`)}
          {connection.software !== undefined && ` · ${connection.software}`}
        </Text>
      ) : (
        <Text size="sm" c="dimmed">
          {text("notConnected")}
        </Text>
      )}
    </Panel>
  );
}
