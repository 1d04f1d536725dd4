import { Select, TextInput } from "@mantine/core";
import { apiKeysEndpoints } from "@lorats/api";
import { client } from "../../client.ts";
import { NumberField } from "../../form/number-field.tsx";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { useTenantId } from "../../state/access.ts";
import { text } from "../admin.text.ts";
import { expiryOf } from "./expiry.ts";
import { FormFrame } from "../../form/form-frame.tsx";

type Created = Awaited<ReturnType<typeof client.createApiKey>>;

const KINDS = {
  readOnly: "*:read",
  devicesAndEvents: "devices:read, events:read",
  everything: "*",
} as const;
type Kind = keyof typeof KINDS;

interface Values extends Record<string, unknown> {
  name: string;
  kind: string;
  scopes: string;
  days: number | string;
}

export default function ApiKeyForm({ onDone }: { readonly onDone: (created: Created) => void }) {
  const tenantId = useTenantId();
  const api = useApiForm({
    schema: apiKeysEndpoints.createApiKey.body,
    initial: fields<Values>({ name: "", kind: "readOnly", scopes: KINDS.readOnly, days: 0 }),
    request: ({ name, scopes, days }) => ({
      name,
      tenantId,
      scopes: scopes
        .split(",")
        .map((one) => one.trim())
        .filter(Boolean),
      ...expiryOf(days),
    }),
    send: (request: Parameters<typeof client.createApiKey>[0]) => client.createApiKey(request),
    invalidates: [["api-keys"]],
    done: onDone,
  });
  const { form } = api;
  return (
    <FormFrame of={api} submit={text("addKey")}>
      <TextInput label={text("name")} withAsterisk {...form.getInputProps("name")} />
      <Select
        label={text("role")}
        data={(Object.keys(KINDS) as Kind[]).map((value) => ({ value, label: text(value) }))}
        allowDeselect={false}
        value={form.values.kind}
        onChange={(kind) => {
          form.setFieldValue("kind", kind ?? "readOnly");
          form.setFieldValue("scopes", KINDS[kind as Kind]);
        }}
      />
      <TextInput label={text("custom")} {...form.getInputProps("scopes")} />
      <NumberField
        label={text("expiresInDays")}
        description={text("expiresHint")}
        {...form.getInputProps("days")}
      />
    </FormFrame>
  );
}
