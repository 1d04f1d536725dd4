import { Switch, TextInput } from "@mantine/core";
import { mqttCredentialsEndpoints } from "@lorats/api";
import { client } from "../../client.ts";
import { NumberField } from "../../form/number-field.tsx";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { useTenantId } from "../../state/access.ts";
import { text } from "../admin.text.ts";
import { expiryOf } from "./expiry.ts";
import { FormFrame } from "../../form/form-frame.tsx";
import { ApplicationSelect } from "../../form/application-select.tsx";

type Created = Awaited<ReturnType<typeof client.createMqttCredential>>;

interface Values extends Record<string, unknown> {
  name: string;
  applicationId: string | null;
  mayCommand: boolean;
  days: number | string;
}

export default function MqttForm({ onDone }: { readonly onDone: (created: Created) => void }) {
  const tenantId = useTenantId();
  const api = useApiForm({
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
  const { form } = api;
  return (
    <FormFrame of={api} submit={text("addMqtt")}>
      <TextInput label={text("name")} withAsterisk {...form.getInputProps("name")} />
      <ApplicationSelect {...form.getInputProps("applicationId")} />
      <Switch
        label={text("mayCommand")}
        {...form.getInputProps("mayCommand", { type: "checkbox" })}
      />
      <NumberField
        label={text("expiresInDays")}
        description={text("expiresHint")}
        {...form.getInputProps("days")}
      />
    </FormFrame>
  );
}
