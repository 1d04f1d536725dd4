import { client } from "../../client.ts";
import { Configuration } from "../../parts/configuration.tsx";
import IntegrationForm from "./integration-form.tsx";
import { text } from "./integrations.text.ts";
import type { IntegrationTabProps } from "./one.tsx";

/** What people set of the integration, and the way to be rid of it. */
export default function ConfigurationTab({ integration }: IntegrationTabProps) {
  return (
    <Configuration
      text={text}
      thing={integration}
      resource="integrations"
      address="/integrations"
      keys={["integration", "integrations"]}
      remove={() => client.deleteIntegration({ id: integration.id })}
    >
      {(onSaved) => (
        <IntegrationForm key={integration.version} integration={integration} onDone={onSaved} />
      )}
    </Configuration>
  );
}
