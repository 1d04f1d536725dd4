import { Select, Switch, TextInput } from "@mantine/core";
import { connectorsEndpoints, type Connector } from "@lorats/api";
import { client } from "../../client.ts";
import { FormFrame } from "../../form/form-frame.tsx";
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
import { useApplications, useProfiles } from "../../state/lists.ts";
import { text } from "./connectors.text.ts";
import { useConnectorKinds, type ConnectorKind } from "./kinds.ts";

type Created = Connector & { readonly token?: string };

interface ConnectorFormProps {
  /** The connector that is changed; a new one when absent. */
  readonly connector?: Connector;
  readonly onDone: (created: Created) => void;
}

/** Adds or changes a connector; what its kind wants to know is asked for as the server's schema says. */
export default function ConnectorForm(props: ConnectorFormProps) {
  const kinds = useConnectorKinds();
  return kinds ? <FormOfKinds {...props} kinds={kinds} /> : <RowsSkeleton rows={4} />;
}

interface Values extends Record<string, unknown> {
  name: string;
  kind: string;
  applicationId: string | null;
  profileId: string | null;
  createsDevices: boolean;
  settings: FieldValues;
  secret: string;
}

interface FormOfKindsProps extends ConnectorFormProps {
  readonly kinds: readonly ConnectorKind[];
}

function FormOfKinds({ connector, onDone, kinds }: FormOfKindsProps) {
  const applications = useApplications();
  const profiles = useProfiles();
  const fieldsOfKind = (kind: string) => fieldsOf(kinds.find((one) => one.kind === kind)?.settings);
  const first = connector?.kind ?? kinds[0]!.kind;
  const api = useApiForm({
    schema: connector
      ? connectorsEndpoints.updateConnector.body
      : connectorsEndpoints.createConnector.body,
    initial: fields<Values>({
      name: connector?.name ?? "",
      kind: first,
      applicationId: connector?.applicationId ?? null,
      profileId: connector?.profileId ?? null,
      createsDevices: connector?.createsDevices ?? true,
      settings: formValues(fieldsOfKind(first), connector?.settings),
      secret: "",
    }),
    request: ({ name, kind, applicationId, profileId, createsDevices, settings, secret }) => ({
      name,
      profileId: profileId ?? undefined,
      createsDevices,
      settings: settingsOf(fieldsOfKind(kind), settings),
      ...(secret !== "" && { secret }),
      ...(connector
        ? { version: connector.version }
        : { kind, applicationId: applicationId ?? undefined }),
    }),
    send: (request: Parameters<typeof client.createConnector>[0]): Promise<Created> =>
      connector
        ? client.updateConnector({ ...request, id: connector.id, version: connector.version })
        : client.createConnector(request),
    invalidates: [["connectors"], ["connector"]],
    done: onDone,
  });
  const { form } = api;
  const { kind } = form.values;
  const choose = (next: string): void => {
    form.setValues({ kind: next, settings: formValues(fieldsOfKind(next)) });
    form.clearErrors();
  };
  return (
    <FormFrame of={api} submit={connector ? common("save") : text("add")} maxWidth={560}>
      {!connector && (
        <KindSelect label={text("kind")} kinds={kinds} value={kind} onChoose={choose} />
      )}
      <TextInput label={text("name")} withAsterisk {...form.getInputProps("name")} />
      {!connector && (
        <Select
          label={text("application")}
          description={text("applicationHint")}
          withAsterisk
          searchable
          data={choicesOf(applications)}
          {...form.getInputProps("applicationId")}
        />
      )}
      <Select
        label={text("profile")}
        description={text("profileHint")}
        withAsterisk
        searchable
        data={choicesOf(profiles)}
        {...form.getInputProps("profileId")}
      />
      <Switch
        label={text("createsDevices")}
        description={text("createsDevicesHint")}
        {...form.getInputProps("createsDevices", { type: "checkbox" })}
      />
      <SchemaFields form={form} fields={fieldsOfKind(kind)} at="settings" />
      <SecretField
        what={text("secretWhat")}
        isKept={connector?.hasSecret ?? false}
        field={form.getInputProps("secret")}
      />
    </FormFrame>
  );
}

function choicesOf(things: readonly { readonly id: string; readonly name: string }[]) {
  return things.map(({ id, name }) => ({ value: id, label: name }));
}
