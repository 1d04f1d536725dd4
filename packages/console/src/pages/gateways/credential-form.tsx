import { SegmentedControl, Text, TextInput } from "@mantine/core";
import { gatewayCredentialsEndpoints } from "@lorats/api";
import { client } from "../../client.ts";
import { FormFrame } from "../../form/form-frame.tsx";
import { NumberField } from "../../form/number-field.tsx";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { expiryOf } from "../keys/expiry.ts";
import { text } from "./access.text.ts";

interface CredentialFormProps {
  readonly id: string;
  readonly onDone: (secrets: readonly (readonly [name: string, secret: string])[]) => void;
}

interface Values extends Record<string, unknown> {
  kind: "token" | "certificate";
  name: string;
  days: number | string;
}

/** Gives the gateway a token or a client certificate. */
export default function CredentialForm({ id, onDone }: CredentialFormProps) {
  const api = useApiForm({
    schema: gatewayCredentialsEndpoints.createGatewayCertificate.body,
    initial: fields<Values>({ kind: "token", name: "", days: 365 }),
    request: ({ name, days }) => ({ ...(name !== "" && { name }), days }),
    send: async ({ name, days }: { name?: string; days: number }) => {
      if (form.values.kind === "token") {
        const created = await client.createGatewayToken({
          id,
          ...(name && { name }),
          ...expiryOf(days),
        });
        return [[text("token"), created.token]] as const;
      }
      const made = await client.createGatewayCertificate({ id, ...(name && { name }), days });
      return [
        ["tc.trust", made.authority],
        ["tc.crt", made.certificate],
        ...(made.privateKey === undefined ? [] : [["tc.key", made.privateKey] as const]),
      ] as const;
    },
    invalidates: [["gateway", id, "credentials"]],
    done: onDone,
  });
  const { form } = api;
  const { kind } = form.values;
  return (
    <FormFrame of={api} submit={text("make")}>
      <SegmentedControl
        aria-label={text("kind")}
        data={(["token", "certificate"] as const).map((value) => ({ value, label: text(value) }))}
        {...form.getInputProps("kind")}
      />
      <Text size="sm" c="dimmed">
        {text(`${kind}Note`)}
      </Text>
      <TextInput label={text("name")} placeholder={text(kind)} {...form.getInputProps("name")} />
      <NumberField label={text("days")} {...form.getInputProps("days")} />
    </FormFrame>
  );
}
