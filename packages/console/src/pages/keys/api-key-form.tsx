import { Select, TextInput } from "@mantine/core";
import { apiKeysEndpoints } from "@lorats/api";
import { client } from "../../client.ts";
import { NumberField } from "../../form/number-field.tsx";
import { ThingSelect } from "../../form/thing-select.tsx";
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
  oneDevice: "",
} as const;
type Kind = keyof typeof KINDS;

interface Values extends Record<string, unknown> {
  name: string;
  kind: string;
  scopes: string;
  deviceId: string | null;
  days: number | string;
}

export default function ApiKeyForm({ onDone }: { readonly onDone: (created: Created) => void }) {
  const tenantId = useTenantId();
  const api = useApiForm({
    schema: apiKeysEndpoints.createApiKey.body,
    initial: fields<Values>({
      name: "",
      kind: "readOnly",
      scopes: KINDS.readOnly,
      deviceId: null,
      days: 0,
    }),
    request: ({ name, kind, scopes, deviceId, days }) => ({
      name,
      tenantId,
      ...(kind === "oneDevice" ? { deviceId: deviceId ?? "" } : { scopes: listOf(scopes) }),
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
      {form.values.kind === "oneDevice" ? (
        <ThingSelect
          label={text("device")}
          description={text("oneDeviceNote")}
          withAsterisk
          queryKey={["devices", "found", tenantId]}
          find={(search) => client.listDevices({ search, tenantId, limit: 20 })}
          value={form.values.deviceId}
          onChange={(device) => form.setFieldValue("deviceId", device?.id ?? null)}
          error={form.errors["deviceId"]}
        />
      ) : (
        <TextInput label={text("custom")} {...form.getInputProps("scopes")} />
      )}
      <NumberField
        label={text("expiresInDays")}
        description={text("expiresHint")}
        {...form.getInputProps("days")}
      />
    </FormFrame>
  );
}

function listOf(scopes: string): readonly string[] {
  return scopes
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
}
