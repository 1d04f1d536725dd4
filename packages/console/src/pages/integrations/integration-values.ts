import {
  integrationsEndpoints,
  jsonSchemaOf,
  type Integration,
  type JsonSchema,
} from "@lorats/api";
import {
  fieldsOf,
  formValues,
  settingsOf,
  type FieldValues,
  type SchemaField,
} from "../../form/settings/schema-field.ts";

export type IntegrationKind = Integration["kind"];

const properties = jsonSchemaOf(integrationsEndpoints.createIntegration.body)[
  "properties"
] as Readonly<Record<string, JsonSchema>>;

/** Every kind that the API knows. */
export const KINDS = properties["kind"]!["enum"] as readonly IntegrationKind[];

const FIELDS = new Map(KINDS.map((kind) => [kind, fieldsOf(properties[kind])]));

/** The settings of a kind, as the API describes them. */
export function fieldsOfKind(kind: IntegrationKind): readonly SchemaField[] {
  return FIELDS.get(kind)!;
}

/** The values of the form. */
export interface IntegrationValues extends Record<string, unknown> {
  name: string;
  kind: IntegrationKind;
  applicationId: string | null;
  settings: FieldValues;
  secret: string;
}

export function valuesOf(integration: Integration | undefined): IntegrationValues {
  const kind = integration?.kind ?? "webhook";
  return {
    name: integration?.name ?? "",
    kind,
    applicationId: integration?.applicationId ?? null,
    settings: formValues(fieldsOfKind(kind), integration?.[kind]),
    secret: "",
  };
}

/** The settings of another kind; what both kinds have stays as it was typed. */
export function settingsForKind(kind: IntegrationKind, typed: FieldValues): FieldValues {
  const fields = fieldsOfKind(kind);
  const kept = Object.entries(typed).filter(([, value]) => value !== "" && value !== null);
  return { ...formValues(fields), ...formValues(fields, Object.fromEntries(kept)) };
}

/** What is sent. */
export function requestOf(
  { name, kind, applicationId, settings, secret }: IntegrationValues,
  integration: Integration | undefined,
  tenantId: string | undefined,
): Record<string, unknown> {
  const ofKind = { [kind]: settingsOf(fieldsOfKind(kind), settings) };
  const given = secret === "" ? {} : { secret };
  if (integration) return { name, ...ofKind, ...given, version: integration.version };
  return {
    name,
    kind,
    tenantId,
    ...(applicationId !== null && { applicationId }),
    ...ofKind,
    // The one that signs is made by the server.
    ...(kind !== "webhook" && given),
  };
}
