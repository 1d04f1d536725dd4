import { Group, Select, TextInput } from "@mantine/core";
import { multicastGroupsEndpoints, type MulticastGroup } from "@lorats/api";
import { client } from "../../client.ts";
import { ApplicationSelect } from "../../form/application-select.tsx";
import { DescriptionInput } from "../../form/description-input.tsx";
import { FormFrame } from "../../form/form-frame.tsx";
import { KeyInput } from "../../form/key-input.tsx";
import { NumberField } from "../../form/number-field.tsx";
import { REGIONS } from "../../form/regions.ts";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { common } from "../../i18n/common.text.ts";
import { useApplications } from "../../state/lists.ts";
import { text } from "./multicast.text.ts";

interface Values extends Record<string, unknown> {
  applicationId: string | null;
  name: string;
  description: string;
  region: string;
  groupClass: "B" | "C";
  mcAddr: string;
  dataRate: number | string;
  freqMhz: number | string;
  pingSlotPeriodicity: number | string;
  fCntFrom: number | string;
  mcNetSKey: string;
  mcAppSKey: string;
}

interface GroupFormProps {
  readonly group?: MulticastGroup;
  readonly onDone: (group: MulticastGroup) => void;
}

/** EU868's own place for class C multicast: the 10 % sub-band. */
const DEFAULT_MHZ = 869.525;

/** Adds or changes a multicast group. */
export function GroupForm({ group, onDone }: GroupFormProps) {
  const applications = useApplications();
  const onlyApplication = applications.length === 1 ? applications[0]!.id : null;
  const api = useApiForm({
    schema: group
      ? multicastGroupsEndpoints.updateMulticastGroup.body
      : multicastGroupsEndpoints.createMulticastGroup.body,
    initial: fields<Values>({
      applicationId: group?.applicationId ?? onlyApplication,
      name: group?.name ?? "",
      description: group?.description ?? "",
      region: group?.region ?? "EU868",
      groupClass: group?.groupClass ?? "C",
      mcAddr: group?.mcAddr ?? "",
      dataRate: group?.dataRate ?? 0,
      freqMhz: group ? group.freqHz / 1e6 : DEFAULT_MHZ,
      pingSlotPeriodicity: group?.pingSlotPeriodicity ?? 4,
      fCntFrom: group?.fCntFrom ?? 0,
      mcNetSKey: "",
      mcAppSKey: "",
    }),
    request: ({ freqMhz, mcNetSKey, mcAppSKey, applicationId, ...rest }) => ({
      ...rest,
      applicationId: applicationId ?? onlyApplication ?? undefined,
      freqHz: Math.round(Number(freqMhz) * 1e6),
      // What stays as it is, is not sent.
      ...(group && mcNetSKey === "" ? {} : { mcNetSKey }),
      ...(group && mcAppSKey === "" ? {} : { mcAppSKey }),
      ...(group && { version: group.version }),
    }),
    send: (request: Parameters<typeof client.createMulticastGroup>[0]) =>
      group
        ? client.updateMulticastGroup({ ...request, id: group.id, version: group.version })
        : client.createMulticastGroup(request),
    invalidates: [["multicast-groups"], ["multicast-group"]],
    done: onDone,
  });
  const { form } = api;
  const { groupClass, applicationId } = form.values;
  return (
    <FormFrame of={api} submit={group ? common("save") : text("add")} maxWidth={560}>
      <ApplicationSelect
        withAsterisk
        placeholder=""
        {...form.getInputProps("applicationId")}
        value={applicationId ?? onlyApplication}
      />
      <TextInput label={text("name")} withAsterisk {...form.getInputProps("name")} />
      <Group grow align="flex-start">
        <Select
          label={text("groupClass")}
          allowDeselect={false}
          data={(["C", "B"] as const).map((value) => ({ value, label: text(`class${value}`) }))}
          {...form.getInputProps("groupClass")}
        />
        <Select
          label={text("region")}
          data={REGIONS}
          searchable
          allowDeselect={false}
          {...form.getInputProps("region")}
        />
      </Group>
      <TextInput
        label={text("address")}
        description={text("addressHint")}
        withAsterisk
        className="mono"
        autoComplete="off"
        {...form.getInputProps("mcAddr")}
      />
      <Group grow align="flex-start">
        <NumberField label={text("dataRate")} {...form.getInputProps("dataRate")} />
        <NumberField
          label={text("frequency")}
          suffix="MHz"
          {...form.getInputProps("freqMhz")}
          error={form.errors["freqHz"]}
        />
      </Group>
      {groupClass === "B" && (
        <NumberField
          label={text("pingPeriod")}
          description={`${text("pingPeriodHint")}. ${text("frequencyHint")}`}
          {...form.getInputProps("pingSlotPeriodicity")}
        />
      )}
      <KeyInput
        label={text("mcNetSKey")}
        hint={text("keyHint")}
        {...(group && { placeholder: text("stored") })}
        field={form.getInputProps("mcNetSKey")}
        onGenerate={(key) => form.setFieldValue("mcNetSKey", key)}
      />
      <KeyInput
        label={text("mcAppSKey")}
        hint={text("keyHint")}
        {...(group && { placeholder: text("stored") })}
        field={form.getInputProps("mcAppSKey")}
        onGenerate={(key) => form.setFieldValue("mcAppSKey", key)}
      />
      <NumberField
        label={text("fCntFrom")}
        description={text("fCntFromHint")}
        {...form.getInputProps("fCntFrom")}
      />
      <DescriptionInput {...form.getInputProps("description")} />
    </FormFrame>
  );
}
