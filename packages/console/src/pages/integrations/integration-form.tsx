import { MultiSelect, TextInput } from "@mantine/core";
import { integrationsEndpoints } from "@lorats/api";
import { client } from "../../client.ts";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { useTenantId } from "../../state/access.ts";
import { text } from "../admin.text.ts";
import { FormFrame } from "../../form/form-frame.tsx";
import { ApplicationSelect } from "../../form/application-select.tsx";

type Created = Awaited<ReturnType<typeof client.createIntegration>>;

const KINDS = ["up", "join", "ack", "txack", "status", "log", "revision"];

interface Values extends Record<string, unknown> {
  name: string;
  url: string;
  events: string[];
  applicationId: string | null;
}

export default function IntegrationForm({
  onDone,
}: {
  readonly onDone: (created: Created) => void;
}) {
  const tenantId = useTenantId();
  const api = useApiForm({
    schema: integrationsEndpoints.createIntegration.body,
    initial: fields<Values>({ name: "", url: "", events: [], applicationId: null }),
    request: ({ name, url, events, applicationId }) => ({
      name,
      kind: "webhook",
      tenantId,
      ...(applicationId !== null && { applicationId }),
      webhook: { url, events },
    }),
    send: (request: Parameters<typeof client.createIntegration>[0]) =>
      client.createIntegration(request),
    invalidates: [["integrations"]],
    done: onDone,
  });
  const { form } = api;
  const { errors } = form;
  return (
    <FormFrame of={api} submit={text("addIntegration")}>
      <TextInput label={text("name")} withAsterisk {...form.getInputProps("name")} />
      <TextInput
        label={text("url")}
        description={text("urlHint")}
        placeholder="https://"
        withAsterisk
        {...form.getInputProps("url")}
        error={errors["webhook.url"]}
      />
      <ApplicationSelect {...form.getInputProps("applicationId")} />
      <MultiSelect
        label={text("events")}
        description={text("eventsHint")}
        data={KINDS}
        clearable
        {...form.getInputProps("events")}
      />
    </FormFrame>
  );
}
