import { Alert, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { formatCount } from "../../format.ts";
import { Facts } from "../../parts/facts.tsx";
import { settingFacts } from "../../form/settings/setting-facts.ts";
import { Panel } from "../../parts/panel.tsx";
import { Stat } from "../../parts/stat.tsx";
import { useApplications } from "../../state/lists.ts";
import { DeadLetters } from "./dead-letters.tsx";
import { kindName, text } from "./integrations.text.ts";
import type { IntegrationTabProps } from "./one.tsx";

/** Whether events arrive, and what the other side refused for good. */
export default function DeliveryTab({ integration }: IntegrationTabProps) {
  const { status, kind, applicationId } = integration;
  const application = useApplications().find(({ id }) => id === applicationId);
  return (
    <Stack gap="md">
      {status?.lastError !== undefined && (
        <Alert color="red" icon={<IconAlertTriangle />} title={text("stuckTitle")} role="alert">
          <Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
            {status.lastError}
          </Text>
          <Text size="sm">{text("stuckNote")}</Text>
        </Alert>
      )}
      {!status && (
        <Text size="sm" c="dimmed">
          {text("offNote")}
        </Text>
      )}
      {status && (
        <div className="grid-stats">
          <Stat
            label={text("delivered")}
            value={formatCount(status.delivered)}
            note={text("sinceStart")}
          />
          <Stat
            label={text("failures")}
            value={formatCount(status.failures)}
            note={text("failuresNote")}
            tone={status.lastError === undefined ? undefined : "warn"}
          />
          <Stat
            label={text("refused")}
            value={formatCount(status.refused)}
            note={text("refusedNote")}
            tone={status.refused > 0 ? "bad" : undefined}
          />
        </div>
      )}
      <Panel title={kindName(kind)}>
        <Facts
          facts={[
            [
              text("application"),
              applicationId === undefined ? text("everyApplication") : (application?.name ?? "…"),
            ],
            ...settingFacts(integration[kind] ?? {}),
          ]}
        />
      </Panel>
      <DeadLetters integration={integration} />
    </Stack>
  );
}
