import { Select, Switch, TextInput } from "@mantine/core";
import { devicesEndpoints, type Device } from "@lorats/api";
import { Link } from "@tanstack/react-router";
import { client } from "../../client.ts";
import { tagRows, tagsOf, type TagRow } from "../../form/tag-rows.ts";
import { TagsInput } from "../../form/tags-input.tsx";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { common } from "../../i18n/common.text.ts";
import { useApplications, useProfiles } from "../../state/lists.ts";
import { text } from "./devices.text.ts";
import { KeyInput } from "../../form/key-input.tsx";
import { FormFrame } from "../../form/form-frame.tsx";
import { DescriptionInput } from "../../form/description-input.tsx";

interface Values extends Record<string, unknown> {
  name: string;
  description: string;
  applicationId: string | null;
  profileId: string | null;
  devEui: string;
  joinEui: string;
  appKey: string;
  nwkKey: string;
  disabled: boolean;
  tags: TagRow[];
}

const PROFILE_OF_11 = /^1\.1/;

/** What a request leaves out instead of sending it empty. */
function given<T extends Record<string, unknown>>(fields: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== "" && value !== undefined),
  ) as Partial<T>;
}

interface DeviceFormProps {
  /** The device that is changed; a new one when absent. */
  readonly device?: Device;
  readonly applicationId?: string | undefined;
  readonly onDone: (device: Device) => void;
}

/** Adds or changes a device. */
export function DeviceForm({ device, applicationId, onDone }: DeviceFormProps) {
  const applications = useApplications();
  const profiles = useProfiles();
  const api = useApiForm({
    schema: device ? devicesEndpoints.updateDevice.body : devicesEndpoints.createDevice.body,
    initial: fields<Values>({
      name: device?.name ?? "",
      description: device?.description ?? "",
      applicationId: device?.applicationId ?? applicationId ?? null,
      profileId: device?.profileId ?? null,
      devEui: device?.devEui ?? "",
      joinEui: device?.joinEui ?? "",
      appKey: "",
      nwkKey: "",
      disabled: device?.disabled ?? false,
      tags: tagRows(device?.tags),
    }),
    request: ({ tags, applicationId: of, profileId, devEui, ...rest }) => ({
      ...given({ ...rest, ...(!device && { devEui }) }),
      description: rest.description,
      ...(!device && { devEui }),
      applicationId: of ?? onlyId(applications),
      profileId: profileId ?? onlyId(profiles),
      tags: tagsOf(tags),
      ...(device && { version: device.version, ...(rest.joinEui === "" && { joinEui: null }) }),
    }),
    send: (request: Parameters<typeof client.createDevice>[0]) =>
      device
        ? client.updateDevice({ ...request, id: device.id, version: device.version })
        : client.createDevice(request),
    invalidates: [["devices"], ["device"], ["palette"]],
    done: onDone,
  });
  const { form } = api;
  // Where there is only one it is chosen, however late the list of them comes.
  const chosenApplication = form.values.applicationId ?? onlyId(applications);
  const profileId = form.values.profileId ?? onlyId(profiles);
  const profile = profiles.find(({ id }) => id === profileId);
  const speaks11 = PROFILE_OF_11.test(profile?.macVersion ?? "");
  return (
    <FormFrame of={api} submit={device ? common("save") : text("add")} maxWidth={560}>
      <Select
        label={text("application")}
        withAsterisk
        searchable
        data={applications.map(({ id, name }) => ({ value: id, label: name }))}
        {...(applications.length === 0 && {
          description: <Link to="/applications/new">{text("needApplication")}</Link>,
        })}
        {...form.getInputProps("applicationId")}
        value={chosenApplication ?? null}
      />
      <Select
        label={text("profile")}
        description={
          profiles.length === 0 ? (
            <Link to="/profiles/new">{text("needProfile")}</Link>
          ) : (
            text("profileHint")
          )
        }
        withAsterisk
        searchable
        data={profiles.map(({ id, name, region, macVersion }) => ({
          value: id,
          label: `${name} · ${region} · ${macVersion}`,
        }))}
        {...form.getInputProps("profileId")}
        value={profileId ?? null}
      />
      {!device && (
        <TextInput
          label={text("devEui")}
          description={text("devEuiHint")}
          withAsterisk
          className="mono"
          autoComplete="off"
          {...form.getInputProps("devEui")}
        />
      )}
      <TextInput
        label={text("name")}
        {...(!device && { description: text("nameHint") })}
        {...form.getInputProps("name")}
      />
      <KeyInput
        label={text("appKey")}
        hint={text("appKeyHint")}
        {...(device?.hasAppKey && { placeholder: text("stored") })}
        field={form.getInputProps("appKey")}
        onGenerate={(key) => form.setFieldValue("appKey", key)}
      />
      {(speaks11 || device?.hasNwkKey) && (
        <KeyInput
          label={text("nwkKey")}
          hint={text("nwkKeyHint")}
          {...(device?.hasNwkKey && { placeholder: text("stored") })}
          field={form.getInputProps("nwkKey")}
          onGenerate={(key) => form.setFieldValue("nwkKey", key)}
        />
      )}
      <TextInput
        label={text("joinEui")}
        description={text("joinEuiHint")}
        autoComplete="off"
        {...form.getInputProps("joinEui")}
      />
      <DescriptionInput {...form.getInputProps("description")} />
      <TagsInput rows={form.values.tags} onChange={(tags) => form.setFieldValue("tags", tags)} />
      <Switch
        label={text("disable")}
        description={text("disableHint")}
        {...form.getInputProps("disabled", { type: "checkbox" })}
      />
    </FormFrame>
  );
}

function onlyId(list: readonly { readonly id: string }[]): string | undefined {
  return list.length === 1 ? list[0]!.id : undefined;
}
