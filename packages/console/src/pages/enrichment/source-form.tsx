import { Group, Switch, TextInput } from "@mantine/core";
import { enrichmentEndpoints, type EnrichmentSource, type ResponseOf } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { client } from "../../client.ts";
import { ApplicationSelect } from "../../form/application-select.tsx";
import { FormFrame } from "../../form/form-frame.tsx";
import { NumberField } from "../../form/number-field.tsx";
import { KindSelect } from "../../form/settings/kind-select.tsx";
import {
  fieldsOf,
  formValues,
  settingsOf,
  type FieldValues,
} from "../../form/settings/schema-field.ts";
import { SchemaFields } from "../../form/settings/schema-fields.tsx";
import { SecretField } from "../../form/settings/secret-field.tsx";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { common } from "../../i18n/common.text.ts";
import { RowsSkeleton } from "../../parts/skeletons.tsx";
import { useTenantId } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { text } from "./source-form.text.ts";

type Kind = ResponseOf<"listEnrichmentKinds">["items"][number];

interface SourceFormProps {
  /** The source that is changed; a new one when absent. */
  readonly source?: EnrichmentSource;
  readonly onDone: () => void;
}

/** Adds or changes a source; what its kind wants to know is asked for as the server's schema says. */
export default function SourceForm(props: SourceFormProps) {
  const { data } = useQuery({
    queryKey: ["enrichment-kinds"],
    queryFn: ({ signal }) => client.listEnrichmentKinds({}, signal),
    staleTime: Infinity,
  });
  return data ? <FormOfKinds {...props} kinds={data.items} /> : <RowsSkeleton rows={4} />;
}

interface Values extends Record<string, unknown> {
  kind: string;
  name: string;
  field: string;
  applicationId: string | null;
  refreshMinutes: number | string;
  holdsMinutes: number | string;
  enabled: boolean;
  settings: FieldValues;
  secret: string;
}

function FormOfKinds({
  source,
  onDone,
  kinds,
}: SourceFormProps & { readonly kinds: readonly Kind[] }) {
  const tenantId = useTenantId();
  const fieldsOfKind = (kind: string) => fieldsOf(kinds.find((one) => one.kind === kind)?.settings);
  const first = source?.kind ?? kinds[0]!.kind;
  const api = useApiForm({
    schema: source
      ? enrichmentEndpoints.updateEnrichmentSource.body
      : enrichmentEndpoints.createEnrichmentSource.body,
    initial: fields<Values>({
      kind: first,
      name: source?.name ?? "",
      field: source?.field ?? first,
      applicationId: null,
      refreshMinutes: source?.refreshMinutes ?? 15,
      holdsMinutes: source?.holdsMinutes ?? 60,
      enabled: source?.enabled ?? true,
      settings: formValues(fieldsOfKind(first), source?.settings),
      secret: "",
    }),
    request: ({ kind, applicationId, settings, secret, ...values }) => ({
      ...values,
      settings: settingsOf(fieldsOfKind(kind), settings),
      ...(secret !== "" && { secret }),
      ...(source
        ? { version: source.version }
        : { kind, tenantId, ...(applicationId !== null && { applicationId }) }),
    }),
    send: (request: Parameters<typeof client.createEnrichmentSource>[0]) =>
      source
        ? client.updateEnrichmentSource({ ...request, id: source.id, version: source.version })
        : client.createEnrichmentSource(request),
    invalidates: [["enrichment-sources"]],
    done: ({ name }) => {
      toast(text("saved", { name }));
      onDone();
    },
  });
  const { form } = api;
  const { kind } = form.values;
  const choose = (next: string): void => {
    form.setValues({ kind: next, field: next, settings: formValues(fieldsOfKind(next)) });
    form.clearErrors();
  };
  return (
    <FormFrame of={api} submit={source ? common("save") : text("add")}>
      {!source && <KindSelect label={text("kind")} kinds={kinds} value={kind} onChoose={choose} />}
      <TextInput label={text("name")} withAsterisk {...form.getInputProps("name")} />
      <TextInput
        label={text("field")}
        description={text("fieldHint", { field: form.values.field })}
        withAsterisk
        {...form.getInputProps("field")}
      />
      {!source && (
        <ApplicationSelect
          placeholder={text("everyApplication")}
          {...form.getInputProps("applicationId")}
        />
      )}
      <SchemaFields form={form} fields={fieldsOfKind(kind)} at="settings" />
      <SecretField
        what={text("secretWhat")}
        isKept={source?.hasSecret ?? false}
        field={form.getInputProps("secret")}
      />
      <Group grow align="flex-end">
        <NumberField
          label={text("refreshMinutes")}
          suffix={text("minutes")}
          {...form.getInputProps("refreshMinutes")}
        />
        <NumberField
          label={text("holdsMinutes")}
          description={text("holdsHint")}
          suffix={text("minutes")}
          {...form.getInputProps("holdsMinutes")}
        />
      </Group>
      <Switch label={text("enabled")} {...form.getInputProps("enabled", { type: "checkbox" })} />
    </FormFrame>
  );
}
