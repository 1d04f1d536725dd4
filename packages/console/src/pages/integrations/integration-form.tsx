import { Group, MultiSelect, PasswordInput, Select, TextInput } from "@mantine/core";
import { integrationsEndpoints, type Integration } from "@lorats/api";
import { client } from "../../client.ts";
import { ApplicationSelect } from "../../form/application-select.tsx";
import { FormFrame } from "../../form/form-frame.tsx";
import { NumberField } from "../../form/number-field.tsx";
import { useApiForm } from "../../form/use-api-form.ts";
import { common } from "../../i18n/common.text.ts";
import { useTenantId } from "../../state/access.ts";
import { EVENTS, FORMATS, KINDS, requestOf, valuesOf } from "./integration-values.ts";
import { text } from "./integrations.text.ts";

type Created = Awaited<ReturnType<typeof client.createIntegration>>;

interface IntegrationFormProps {
  /** The integration that is changed; a new one when absent. */
  readonly integration?: Integration;
  readonly onDone: (created: Created) => void;
}

/** Adds or changes an integration of any kind. */
export default function IntegrationForm({ integration, onDone }: IntegrationFormProps) {
  const tenantId = useTenantId();
  const api = useApiForm({
    schema: integration
      ? integrationsEndpoints.updateIntegration.body
      : integrationsEndpoints.createIntegration.body,
    initial: valuesOf(integration),
    request: (values) => requestOf(values, integration, tenantId),
    send: (request: Parameters<typeof client.createIntegration>[0]): Promise<Created> =>
      integration
        ? client.updateIntegration({ ...request, id: integration.id, version: integration.version })
        : client.createIntegration(request),
    invalidates: [["integrations"], ["integration"]],
    done: onDone,
  });
  const { form } = api;
  const { kind } = form.values;
  const errorOf = (field: string) => form.errors[`${kind}.${field}`];
  return (
    <FormFrame of={api} submit={integration ? common("save") : text("add")} maxWidth={560}>
      <TextInput label={text("name")} withAsterisk {...form.getInputProps("name")} />
      {!integration && (
        <>
          <Select
            label={text("kind")}
            allowDeselect={false}
            data={KINDS.map((value) => ({ value, label: text(value) }))}
            {...form.getInputProps("kind")}
          />
          <ApplicationSelect {...form.getInputProps("applicationId")} />
        </>
      )}
      <TextInput
        label={text("url")}
        description={text(`${kind}Hint`)}
        withAsterisk
        {...form.getInputProps("url")}
        error={errorOf("url")}
      />
      {kind === "influxdb" && (
        <Group grow align="flex-start">
          <TextInput
            label={text("organization")}
            {...form.getInputProps("organization")}
            error={errorOf("organization")}
          />
          <TextInput
            label={text("bucket")}
            withAsterisk
            {...form.getInputProps("bucket")}
            error={errorOf("bucket")}
          />
        </Group>
      )}
      {["mqtt", "nats", "amqp"].includes(kind) && (
        <TextInput
          label={text("username")}
          autoComplete="off"
          {...form.getInputProps("username")}
          error={errorOf("username")}
        />
      )}
      {kind === "mqtt" && (
        <TextInput
          label={text("topicPrefix")}
          description={text("topicPrefixHint")}
          {...form.getInputProps("topicPrefix")}
          error={errorOf("topicPrefix")}
        />
      )}
      {kind !== "webhook" && !integration && (
        <PasswordInput
          label={text(kind === "influxdb" ? "token" : "password")}
          autoComplete="new-password"
          {...form.getInputProps("secret")}
        />
      )}
      {kind !== "influxdb" && (
        <>
          <MultiSelect
            label={text("events")}
            description={text("eventsHint")}
            data={EVENTS}
            clearable
            {...form.getInputProps("events")}
          />
          {(kind === "webhook" || kind === "mqtt") && (
            <Select
              label={text("format")}
              allowDeselect={false}
              data={FORMATS.map((value) => ({ value, label: text(value) }))}
              {...form.getInputProps("format")}
            />
          )}
        </>
      )}
      {kind === "webhook" && (
        <NumberField
          label={text("batch")}
          description={text("batchHint")}
          {...form.getInputProps("batch")}
          error={errorOf("batch")}
        />
      )}
    </FormFrame>
  );
}
