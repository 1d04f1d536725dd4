import { useState } from "react";
import { Page } from "../parts/page.tsx";
import { SecretOnce } from "../parts/secret-once.tsx";
import { text } from "./admin.text.ts";
import { ApiKeys } from "./keys/api-keys.tsx";
import { MqttCredentials } from "./keys/mqtt-credentials.tsx";

/** What was made just now, to be copied: names and secrets. */
export type Secrets = readonly (readonly [name: string, secret: string])[];

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
