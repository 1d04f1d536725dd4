import { Group, Select, Switch, TextInput } from "@mantine/core";
import { gatewaysEndpoints, type Gateway } from "@lorats/api";
import { client } from "../../client.ts";
import { NumberField } from "../../form/number-field.tsx";
import { REGIONS } from "../../form/regions.ts";
import { tagRows, tagsOf, type TagRow } from "../../form/tag-rows.ts";
import { TagsInput } from "../../form/tags-input.tsx";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { common } from "../../i18n/common.text.ts";
import { useTenantId } from "../../state/access.ts";
import { text } from "./gateways.text.ts";
import { FormFrame } from "../../form/form-frame.tsx";
import { DescriptionInput } from "../../form/description-input.tsx";

interface Values extends Record<string, unknown> {
  eui: string;
  name: string;
  description: string;
  region: string;
  latitudeDeg: number | string;
  longitudeDeg: number | string;
  altitudeM: number | string;
  antennaGainDbi: number | string;
  cableLossDb: number | string;
  statsIntervalS: number | string;
  downlinkAllowed: boolean;
  disabled: boolean;
  tags: TagRow[];
}

function locationOf({ latitudeDeg, longitudeDeg, altitudeM }: Values): object | undefined {
  if (latitudeDeg === "" || longitudeDeg === "") return undefined;
  return { latitudeDeg, longitudeDeg, ...(altitudeM !== "" && { altitudeM }) };
}

interface GatewayFormProps {
  readonly gateway?: Gateway;
  readonly onDone: (gateway: Gateway) => void;
}

/** Adds or changes a gateway. */
export function GatewayForm({ gateway, onDone }: GatewayFormProps) {
  const tenantId = useTenantId();
  const { location } = gateway ?? {};
  const api = useApiForm({
    schema: gateway ? gatewaysEndpoints.updateGateway.body : gatewaysEndpoints.createGateway.body,
    initial: fields<Values>({
      eui: gateway?.eui ?? "",
      name: gateway?.name ?? "",
      description: gateway?.description ?? "",
      region: gateway?.region ?? "EU868",
      latitudeDeg: location?.latitudeDeg ?? "",
      longitudeDeg: location?.longitudeDeg ?? "",
      altitudeM: location?.altitudeM ?? "",
      antennaGainDbi: gateway?.antennaGainDbi ?? 0,
      cableLossDb: gateway?.cableLossDb ?? 0,
      statsIntervalS: gateway?.statsIntervalS ?? 30,
      downlinkAllowed: gateway?.downlinkAllowed ?? true,
      disabled: gateway?.disabled ?? false,
      tags: tagRows(gateway?.tags),
    }),
    request: (values) => {
      const { eui, name, latitudeDeg: _, longitudeDeg: __, altitudeM: ___, tags, ...rest } = values;
      const place = locationOf(values);
      return {
        ...rest,
        tags: tagsOf(tags),
        ...(name !== "" && { name }),
        ...(gateway ? { location: place ?? null } : place && { location: place }),
        ...(gateway ? { version: gateway.version } : { eui, tenantId }),
      };
    },
    send: (request: Parameters<typeof client.createGateway>[0]) =>
      gateway
        ? client.updateGateway({ ...request, id: gateway.id, version: gateway.version })
        : client.createGateway(request),
    invalidates: [["gateways"], ["gateway"], ["overview"]],
    done: onDone,
  });
  const { form } = api;
  return (
    <FormFrame of={api} submit={gateway ? common("save") : text("add")} maxWidth={560}>
      {!gateway && (
        <TextInput
          label={text("eui")}
          description={text("euiHint")}
          withAsterisk
          autoComplete="off"
          {...form.getInputProps("eui")}
        />
      )}
      <TextInput
        label={text("name")}
        {...(!gateway && { description: text("nameHint") })}
        {...form.getInputProps("name")}
      />
      <Select
        label={text("region")}
        description={text("regionHint")}
        data={REGIONS}
        searchable
        allowDeselect={false}
        {...form.getInputProps("region")}
      />
      <Group grow align="flex-start">
        <NumberField label={text("latitude")} suffix="°" {...form.getInputProps("latitudeDeg")} />
        <NumberField label={text("longitude")} suffix="°" {...form.getInputProps("longitudeDeg")} />
        <NumberField label={text("altitude")} suffix="m" {...form.getInputProps("altitudeM")} />
      </Group>
      <Group grow align="flex-start">
        <NumberField
          label={text("antennaGain")}
          suffix="dBi"
          {...form.getInputProps("antennaGainDbi")}
        />
        <NumberField label={text("cableLoss")} suffix="dB" {...form.getInputProps("cableLossDb")} />
      </Group>
      <NumberField
        label={text("statsInterval")}
        description={text("statsIntervalHint")}
        suffix="s"
        {...form.getInputProps("statsIntervalS")}
      />
      <DescriptionInput {...form.getInputProps("description")} />
      <TagsInput rows={form.values.tags} onChange={(tags) => form.setFieldValue("tags", tags)} />
      <Switch
        label={text("downlink")}
        {...form.getInputProps("downlinkAllowed", { type: "checkbox" })}
      />
      <Switch label={text("disable")} {...form.getInputProps("disabled", { type: "checkbox" })} />
    </FormFrame>
  );
}
