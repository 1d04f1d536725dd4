import { Alert, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { settingFacts } from "../../form/settings/setting-facts.ts";
import { formatCount } from "../../format.ts";
import { common } from "../../i18n/common.text.ts";
import { Facts } from "../../parts/facts.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Stat } from "../../parts/stat.tsx";
import { When } from "../../parts/when.tsx";
import { useApplications, useProfiles } from "../../state/lists.ts";
import { BackfillPanel } from "./backfill-panel.tsx";
import { text } from "./connectors.text.ts";
import { InboundPanel } from "./inbound-panel.tsx";
import { useConnectorKinds } from "./kinds.ts";
import type { ConnectorTabProps } from "./one.tsx";

/** What it brought, what was refused, and how the other side reaches us. */
export default function TrafficTab({ connector }: ConnectorTabProps) {
  const { status, kind, applicationId, profileId, settings } = connector;
  const { kept, repeated, refused, lastAt, lastError } = status;
  const application = useApplications().find(({ id }) => id === applicationId);
  const profile = useProfiles().find(({ id }) => id === profileId);
  const about = useConnectorKinds()?.find((one) => one.kind === kind);
  return (
    <Stack gap="md">
      {lastError !== undefined && (
        <Alert color="yellow" icon={<IconAlertTriangle />} title={text("lastError")} role="alert">
          <Text size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
            {lastError}
          </Text>
        </Alert>
      )}
      <div className="grid-stats">
        <Stat label={text("kept")} value={formatCount(kept)} note={text("sinceStart")} />
        <Stat label={text("repeated")} value={formatCount(repeated)} note={text("repeatedNote")} />
        <Stat
          label={text("refused")}
          value={formatCount(refused)}
          note={text("refusedNote")}
          tone={refused > 0 ? "warn" : undefined}
        />
        <Stat
          label={text("last")}
          value={lastAt === undefined ? common("never") : <When time={lastAt} as="ago" />}
        />
      </div>
      <InboundPanel connector={connector} />
      {about?.backfills && <BackfillPanel connector={connector} />}
      <Panel title={about?.title ?? kind}>
        <Facts
          facts={[
            [text("application"), application?.name],
            [text("profile"), profile?.name],
            ...settingFacts(settings),
          ]}
        />
      </Panel>
    </Stack>
  );
}
