import { Button, Group, MultiSelect, Select, Stack, TextInput } from "@mantine/core";
import { integrationsEndpoints } from "@lorats/api";
import { client } from "../../client.ts";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { useTenantId } from "../../state/access.ts";
import { useApplications } from "../../state/lists.ts";
import { text } from "../admin.text.ts";

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
  const applications = useApplications();
  const { form, onSubmit, isPending, error } = useApiForm({
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
  const { errors } = form;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <TextInput label={text("name")} withAsterisk {...form.getInputProps("name")} />
        <TextInput
          label={text("url")}
          description={text("urlHint")}
          placeholder="https://"
          withAsterisk
          {...form.getInputProps("url")}
          error={errors["webhook.url"]}
        />
        <Select
          label={text("application")}
          placeholder={text("everyApplication")}
          clearable
          searchable
          data={applications.map(({ id, name }) => ({ value: id, label: name }))}
          {...form.getInputProps("applicationId")}
        />
        <MultiSelect
          label={text("events")}
          description={text("eventsHint")}
          data={KINDS}
          clearable
          {...form.getInputProps("events")}
        />
        {error !== null && error !== undefined && <ProblemNotice error={error} />}
        <Group>
          <Button type="submit" loading={isPending}>
            {text("addIntegration")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
