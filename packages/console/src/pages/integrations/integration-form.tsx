import { TextInput } from "@mantine/core";
import { integrationsEndpoints, type Integration } from "@lorats/api";
import { client } from "../../client.ts";
import { ApplicationSelect } from "../../form/application-select.tsx";
import { FormFrame } from "../../form/form-frame.tsx";
import { KindSelect } from "../../form/settings/kind-select.tsx";
import { SchemaFields } from "../../form/settings/schema-fields.tsx";
import { SecretField } from "../../form/settings/secret-field.tsx";
import { useApiForm } from "../../form/use-api-form.ts";
import { common } from "../../i18n/common.text.ts";
import { useTenantId } from "../../state/access.ts";
import {
  fieldsOfKind,
  KINDS,
  requestOf,
  settingsForKind,
  valuesOf,
  type IntegrationKind,
} from "./integration-values.ts";
import { kindName, text } from "./integrations.text.ts";

type Created = Awaited<ReturnType<typeof client.createIntegration>>;

const CHOICES = KINDS.map((kind) => ({ kind, title: kindName(kind) }));

interface IntegrationFormProps {
  /** The integration that is changed; a new one when absent. */
  readonly integration?: Integration;
  readonly onDone: (created: Created) => void;
}

/** Adds or changes an integration of any kind; the settings of a kind are asked for as the API's schema says. */
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
  const { kind, settings } = form.values;
  const choose = (next: IntegrationKind): void => {
    form.setValues({ kind: next, settings: settingsForKind(next, settings) });
    form.clearErrors();
  };
  return (
    <FormFrame of={api} submit={integration ? common("save") : text("add")} maxWidth={560}>
      <TextInput label={text("name")} withAsterisk {...form.getInputProps("name")} />
      {!integration && (
        <>
          <KindSelect label={text("kind")} kinds={CHOICES} value={kind} onChoose={choose} />
          <ApplicationSelect {...form.getInputProps("applicationId")} />
        </>
      )}
      <SchemaFields form={form} fields={fieldsOfKind(kind)} at={kind} />
      {(kind !== "webhook" || integration) && (
        <SecretField
          what={text("secretWhat")}
          isKept={integration !== undefined}
          field={form.getInputProps("secret")}
        />
      )}
    </FormFrame>
  );
}
