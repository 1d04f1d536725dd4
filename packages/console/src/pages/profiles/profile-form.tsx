import { Fieldset, Group, Select, Switch, TextInput, SimpleGrid } from "@mantine/core";
import { deviceProfilesEndpoints, type DeviceProfile } from "@lorats/api";
import { client } from "../../client.ts";
import { NumberField } from "../../form/number-field.tsx";
import { REGIONS } from "../../form/regions.ts";
import { useApiForm } from "../../form/use-api-form.ts";
import { common } from "../../i18n/common.text.ts";
import { useTenantId } from "../../state/access.ts";
import { requestOf, valuesOf } from "./profile-values.ts";
import { text } from "./profiles.text.ts";
import { FormFrame } from "../../form/form-frame.tsx";
import { DescriptionInput } from "../../form/description-input.tsx";

const MAC_VERSIONS = ["1.0.0", "1.0.1", "1.0.2", "1.0.3", "1.0.4", "1.1.0", "1.1.1"];
const REVISIONS = [
  "A",
  "B",
  "RP002-1.0.0",
  "RP002-1.0.1",
  "RP002-1.0.2",
  "RP002-1.0.3",
  "RP002-1.0.4",
  "RP002-1.0.5",
];

interface ProfileFormProps {
  readonly profile?: DeviceProfile;
  readonly onDone: (profile: DeviceProfile) => void;
}

/** Adds or changes what devices of one kind are like. */
export function ProfileForm({ profile, onDone }: ProfileFormProps) {
  const tenantId = useTenantId();
  const api = useApiForm({
    schema: profile
      ? deviceProfilesEndpoints.updateDeviceProfile.body
      : deviceProfilesEndpoints.createDeviceProfile.body,
    initial: valuesOf(profile),
    request: (values) => ({
      ...requestOf(values, profile !== undefined),
      ...(profile ? { version: profile.version } : { tenantId }),
    }),
    send: (request: Parameters<typeof client.createDeviceProfile>[0]) =>
      profile
        ? client.updateDeviceProfile({ ...request, id: profile.id, version: profile.version })
        : client.createDeviceProfile(request),
    invalidates: [["profiles"], ["profile"]],
    done: onDone,
  });
  const { form } = api;
  const { classB, classC } = form.values;
  const fromRegion = { placeholder: text("regionDefault") };
  return (
    <FormFrame of={api} submit={profile ? common("save") : text("add")} maxWidth={620}>
      <TextInput label={text("name")} withAsterisk {...form.getInputProps("name")} />
      <Group grow align="flex-start">
        <Select
          label={text("region")}
          data={REGIONS}
          searchable
          allowDeselect={false}
          {...form.getInputProps("region")}
        />
        <Select
          label={text("macVersion")}
          data={MAC_VERSIONS}
          allowDeselect={false}
          {...form.getInputProps("macVersion")}
        />
        <Select
          label={text("revision")}
          data={REVISIONS}
          allowDeselect={false}
          {...form.getInputProps("regParamsRevision")}
        />
      </Group>
      <Switch
        label={text("join")}
        description={text("joinHint")}
        {...form.getInputProps("supportsJoin", { type: "checkbox" })}
      />
      <Group grow align="flex-start">
        <NumberField
          label={text("interval")}
          description={text("intervalHint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          suffix="s"
          {...form.getInputProps("uplinkIntervalS")}
        />
        <NumberField label={text("status")} {...form.getInputProps("statusRequestsPerDay")} />
      </Group>
      <Fieldset legend={text("adr")}>
        <SimpleGrid cols={{ base: 2, sm: 4 }} style={{ alignItems: "end" }}>
          <Select
            label={text("adrAlgorithm")}
            data={["default", "tts", "none"]}
            allowDeselect={false}
            {...form.getInputProps("adrAlgorithm")}
          />
          <NumberField
            label={text("adrMargin")}
            suffix="dB"
            {...form.getInputProps("installationMarginDb")}
          />
          <NumberField
            label={text("minDataRate")}
            {...fromRegion}
            {...form.getInputProps("minDataRate")}
          />
          <NumberField
            label={text("maxDataRate")}
            {...fromRegion}
            {...form.getInputProps("maxDataRate")}
          />
        </SimpleGrid>
      </Fieldset>
      <Fieldset legend={text("rx")}>
        <SimpleGrid cols={{ base: 2, sm: 4 }} style={{ alignItems: "end" }}>
          <NumberField
            label={text("rx1Delay")}
            suffix="s"
            {...fromRegion}
            {...form.getInputProps("rx1DelayS")}
          />
          <NumberField
            label={text("rx1Offset")}
            {...fromRegion}
            {...form.getInputProps("rx1DrOffset")}
          />
          <NumberField
            label={text("rx2DataRate")}
            {...fromRegion}
            {...form.getInputProps("rx2DataRate")}
          />
          <NumberField
            label={text("rx2Freq")}
            suffix="MHz"
            {...fromRegion}
            {...form.getInputProps("rx2FreqMhz")}
          />
        </SimpleGrid>
      </Fieldset>
      <Switch label={text("classB")} {...form.getInputProps("classB", { type: "checkbox" })} />
      {classB && (
        <Group grow align="flex-start">
          <NumberField
            label={text("timeout")}
            suffix="s"
            {...form.getInputProps("classBTimeoutS")}
          />
          <NumberField label={text("pingPeriod")} {...form.getInputProps("pingSlotPeriodicity")} />
          <NumberField label={text("pingDataRate")} {...form.getInputProps("pingSlotDataRate")} />
        </Group>
      )}
      <Switch label={text("classC")} {...form.getInputProps("classC", { type: "checkbox" })} />
      {classC && (
        <NumberField label={text("timeout")} suffix="s" {...form.getInputProps("classCTimeoutS")} />
      )}
      <Switch
        label={text("fCnt32")}
        {...form.getInputProps("supports32BitFCnt", { type: "checkbox" })}
      />
      <Switch
        label={text("flush")}
        {...form.getInputProps("flushQueueOnJoin", { type: "checkbox" })}
      />
      <Switch
        label={text("fCntReset")}
        description={text("fCntResetHint")}
        {...form.getInputProps("allowFCntReset", { type: "checkbox" })}
      />
      <DescriptionInput {...form.getInputProps("description")} />
    </FormFrame>
  );
}
