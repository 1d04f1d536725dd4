import { Button, Group, Select, Stack, Switch, TextInput } from "@mantine/core";
import { mqttCredentialsEndpoints } from "@lorats/api";
import { client } from "../../client.ts";
import { NumberField } from "../../form/number-field.tsx";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { useTenantId } from "../../state/access.ts";
import { useApplications } from "../../state/lists.ts";
import { text } from "../admin.text.ts";
import { expiryOf } from "./expiry.ts";

type Created = Awaited<ReturnType<typeof client.createMqttCredential>>;

interface Values extends Record<string, unknown> {
  name: string;
  applicationId: string | null;
  mayCommand: boolean;
  days: number | string;
}

export default function MqttForm({ onDone }: { readonly onDone: (created: Created) => void }) {
  const tenantId = useTenantId();
  const applications = useApplications();
  const { form, onSubmit, isPending, error } = useApiForm({
    schema: mqttCredentialsEndpoints.createMqttCredential.body,
    initial: fields<Values>({ name: "", applicationId: null, mayCommand: false, days: 0 }),
    request: ({ name, applicationId, mayCommand, days }) => ({
      name,
      tenantId,
      mayCommand,
      ...(applicationId !== null && { applicationId }),
      ...expiryOf(days),
    }),
    send: (request: Parameters<typeof client.createMqttCredential>[0]) =>
      client.createMqttCredential(request),
    invalidates: [["mqtt-credentials"]],
    done: onDone,
  });
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <TextInput label={text("name")} withAsterisk {...form.getInputProps("name")} />
        <Select
          label={text("application")}
          placeholder={text("everyApplication")}
          clearable
          searchable
          data={applications.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps("applicationId")}
        />
        <Switch
          label={text("mayCommand")}
          {...form.getInputProps("mayCommand", { type: "checkbox" })}
        />
        <NumberField
          label={text("expiresInDays")}
          description={text("expiresHint")}
          {...form.getInputProps("days")}
        />
        {error !== null && error !== undefined && <ProblemNotice error={error} />}
        <Group>
          <Button type="submit" loading={isPending}>
            {text("addMqtt")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
