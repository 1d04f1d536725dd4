import { Stack } from "@mantine/core";
import { multicastGroupsEndpoints } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { client, queries } from "../../client.ts";
import { text as downlinks } from "../../downlinks/downlinks.text.ts";
import { QueuePanel } from "../../downlinks/queue-panel.tsx";
import { SendForm } from "../../downlinks/send-form.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { useMay } from "../../state/access.ts";
import { text } from "./multicast.text.ts";
import type { GroupTabProps } from "./one.tsx";

/** What waits to be sent to the group, and a form that adds to it. */
export default function SendTab({ group: { id } }: GroupTabProps) {
  const may = useMay("downlinks", "write");
  const queryKey = ["multicast-group", id, "queue"];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => client.listGroupQueue({ id }, signal),
    refetchInterval: 3_000,
  });
  return (
    <Stack gap="md">
      {may && (
        <Panel title={downlinks("send")}>
          <SendForm
            schema={multicastGroupsEndpoints.enqueueToGroup.body}
            fPort={200}
            toDevice={false}
            send={(request: Omit<Parameters<typeof client.enqueueToGroup>[0], "id">) =>
              client.enqueueToGroup({ ...request, id })
            }
            invalidates={queryKey}
          />
        </Panel>
      )}
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <QueuePanel
        items={data?.items}
        empty={text("nothingWaits")}
        flush={async () => {
          await client.flushGroupQueue({ id });
          await queries.invalidateQueries({ queryKey });
        }}
      />
    </Stack>
  );
}
