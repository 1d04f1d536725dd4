import { Stack } from "@mantine/core";
import { queueEndpoints } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { client, queries } from "../../client.ts";
import { text as downlinks } from "../../downlinks/downlinks.text.ts";
import { QueuePanel } from "../../downlinks/queue-panel.tsx";
import { SendForm } from "../../downlinks/send-form.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { useMay } from "../../state/access.ts";
import { text } from "./devices.text.ts";
import type { DeviceTabProps } from "./one.tsx";

/** What waits to be sent to the device, and a form that adds to it. */
export default function QueueTab({ device: { id } }: DeviceTabProps) {
  const may = useMay("downlinks", "write");
  const queryKey = ["device", id, "queue"];
  const { data, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ signal }) => client.listQueue({ id }, signal),
    refetchInterval: 5_000,
  });
  return (
    <Stack gap="md">
      {may && (
        <Panel title={downlinks("send")}>
          <SendForm
            schema={queueEndpoints.enqueue.body}
            fPort={10}
            toDevice
            send={(request: Omit<Parameters<typeof client.enqueue>[0], "id">) =>
              client.enqueue({ ...request, id })
            }
            invalidates={queryKey}
          />
        </Panel>
      )}
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <QueuePanel
        items={data?.items}
        empty={text("queueEmpty")}
        flush={async () => {
          await client.flushQueue({ id });
          await queries.invalidateQueries({ queryKey });
        }}
      />
    </Stack>
  );
}
