import { Badge, Code, Group, Stack, Switch, TextInput } from "@mantine/core";
import { queueEndpoints, type QueueItem } from "@lorats/api";
import { IconMailFast } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { client, queries } from "../../client.ts";
import { NumberField } from "../../form/number-field.tsx";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { base64ToHex, hexToBase64, spacedHex } from "../../format.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { useMay } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { DataTable, type Column } from "../../table/data-table.tsx";
import { text } from "./devices.text.ts";
import type { DeviceTabProps } from "./one.tsx";
import { FormFrame } from "../../form/form-frame.tsx";
import { agoColumn } from "../../table/columns.tsx";

/** What waits to be sent to the device, and a form that adds to it. */
export default function QueueTab({ device }: DeviceTabProps) {
  const may = useMay("downlinks", "write");
  const { data, error, refetch } = useQuery({
    queryKey: ["device", device.id, "queue"],
    queryFn: ({ signal }) => client.listQueue({ id: device.id }, signal),
    refetchInterval: 5_000,
  });
  const items = data?.items ?? [];
  const flush = async (): Promise<void> => {
    await client.flushQueue({ id: device.id });
    await queries.invalidateQueries({ queryKey: ["device", device.id, "queue"] });
    toast(text("flushed"));
  };
  return (
    <Stack gap="md">
      {may && (
        <Panel title={text("send")}>
          <SendForm device={device} />
        </Panel>
      )}
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <Panel
        title={text("waitingMessages")}
        flush
        actions={
          may &&
          items.length > 0 && (
            <ConfirmButton
              size="compact-sm"
              label={text("flush")}
              title={text("flushTitle")}
              onConfirm={flush}
            >
              {text("flushNote", { count: items.length })}
            </ConfirmButton>
          )
        }
      >
        {data && items.length === 0 && (
          <EmptyState icon={<IconMailFast />} title={text("queue")}>
            {text("queueEmpty")}
          </EmptyState>
        )}
        {items.length > 0 && (
          <DataTable label={text("queue")} rows={items} columns={COLUMNS} rowKey={({ id }) => id} />
        )}
      </Panel>
    </Stack>
  );
}

const HEX = /^([0-9a-f]{2})*$/i;

interface Values extends Record<string, unknown> {
  fPort: number | string;
  hex: string;
  confirmed: boolean;
}

function SendForm({ device }: DeviceTabProps) {
  const api = useApiForm({
    schema: queueEndpoints.enqueue.body,
    initial: fields<Values>({ fPort: 10, hex: "", confirmed: false }),
    request: ({ fPort, hex, confirmed }) => {
      const digits = hex.replace(/[\s:-]/g, "");
      return { fPort, confirmed, data: HEX.test(digits) ? hexToBase64(digits) : "" };
    },
    send: (request: Omit<Parameters<typeof client.enqueue>[0], "id">) =>
      client.enqueue({ ...request, id: device.id }),
    invalidates: [["device", device.id, "queue"]],
    done: () => form.setFieldValue("hex", ""),
    success: text("enqueued"),
  });
  const { form } = api;
  const { hex } = form.values;
  const isHex = HEX.test(hex.replace(/[\s:-]/g, ""));
  return (
    <FormFrame of={api} submit={text("enqueue")} disabled={!isHex}>
      <Group align="flex-start" gap="sm">
        <NumberField label={text("port")} w={90} {...form.getInputProps("fPort")} />
        <TextInput
          label={text("payload")}
          description={text("payloadHint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          autoComplete="off"
          spellCheck={false}
          style={{ flex: "1 1 220px" }}
          {...form.getInputProps("hex")}
          error={isHex ? undefined : text("payloadInvalid")}
        />
      </Group>
      <Switch
        label={text("confirmed")}
        {...form.getInputProps("confirmed", { type: "checkbox" })}
      />
    </FormFrame>
  );
}

const COLUMNS: readonly Column<QueueItem>[] = [
  { key: "port", title: text("port"), width: 70, cell: ({ fPort }) => fPort },
  {
    key: "data",
    title: text("payload"),
    cell: ({ data }) => <Code>{spacedHex(base64ToHex(data)) || "–"}</Code>,
  },
  {
    key: "state",
    title: "",
    width: 190,
    cell: ({ confirmed, pending }) => (
      <Group gap={4}>
        {confirmed && <Badge variant="outline">confirmed</Badge>}
        {pending && <Badge color="yellow">{text("pending")}</Badge>}
      </Group>
    ),
  },
  agoColumn("since", text("since"), ({ createdAt }) => createdAt, { from: "xs" }),
];
