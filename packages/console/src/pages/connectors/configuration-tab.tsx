import { client } from "../../client.ts";
import { Configuration } from "../../parts/configuration.tsx";
import ConnectorForm from "./connector-form.tsx";
import { text } from "./connectors.text.ts";
import type { ConnectorTabProps } from "./one.tsx";

/** What people set of the connector, and the way to be rid of it. */
export default function ConfigurationTab({ connector }: ConnectorTabProps) {
  return (
    <Configuration
      text={text}
      thing={connector}
      resource="connectors"
      address="/connectors"
      keys={["connector", "connectors"]}
      remove={() => client.deleteConnector({ id: connector.id })}
    >
      {(onSaved) => (
        <ConnectorForm key={connector.version} connector={connector} onDone={onSaved} />
      )}
    </Configuration>
  );
}
