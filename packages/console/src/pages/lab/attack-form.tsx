import { Group, MultiSelect, Select, Text } from "@mantine/core";
import { demoEndpoints, type Attack, type AttackRigInfo } from "@lorats/api";
import { client } from "../../client.ts";
import { NumberField } from "../../form/number-field.tsx";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { useGateways } from "../../state/lists.ts";
import { text } from "./lab.text.ts";
import { useNames } from "./use-names.ts";
import { FormFrame } from "../../form/form-frame.tsx";

type Kind = Attack["plan"]["kind"];
const KINDS: readonly Kind[] = ["delay", "replay", "jam", "lie"];
const RADIOS = ["none", "paper", "carrier", "resample"] as const;
/** What is left after a careful correction. */
const RESIDUAL_HZ = 10;

interface Values extends Record<string, unknown> {
  kind: Kind;
  targets: string[];
  delayS: number | string;
  radio: (typeof RADIOS)[number];
  gateway: string | null;
  offsetS: number | string;
  holdS: number | string;
}

function planOf(values: Values): object {
  const { kind, targets, delayS, radio, gateway, offsetS, holdS } = values;
  if (kind === "lie") return { kind, gateway: gateway ?? "", offsetS, holdS };
  const victims = targets.length === 0 ? {} : { targets };
  if (kind === "jam") return { kind, ...victims };
  const calibrated = radio === "carrier" || radio === "resample";
  const calibration = calibrated ? { kind: radio, residualHz: RESIDUAL_HZ } : { kind: radio };
  return { kind, ...victims, delayS, calibration };
}

export default function AttackForm({ rigs }: { readonly rigs: readonly AttackRigInfo[] }) {
  const names = useNames();
  const gateways = useGateways();
  const api = useApiForm({
    schema: demoEndpoints.startDemoAttack.body,
    initial: fields<Values>({
      kind: "delay",
      targets: [],
      delayS: 20,
      radio: "none",
      gateway: null,
      offsetS: 3,
      holdS: 0,
    }),
    request: (values) => ({ rig: rigs[0]?.name ?? "", plan: planOf(values) }),
    send: (request: Parameters<typeof client.startDemoAttack>[0]) =>
      client.startDemoAttack(request),
    invalidates: [["lab"]],
    done: () => undefined,
    success: text("started"),
  });
  const { form } = api;
  const { kind } = form.values;
  return (
    <FormFrame of={api} submit={text("start")} color="red" disabled={rigs.length === 0}>
      <Select
        aria-label={text("kind")}
        allowDeselect={false}
        data={KINDS.map((value) => ({ value, label: text(value) }))}
        {...form.getInputProps("kind")}
      />
      <Text size="sm" c="dimmed">
        {text(`${kind}Note`)}
      </Text>
      {kind !== "lie" && (
        <MultiSelect
          label={text("targets")}
          placeholder={form.values.targets.length === 0 ? text("allDevices") : ""}
          clearable
          data={[...names].map(([value, label]) => ({ value, label }))}
          {...form.getInputProps("targets")}
        />
      )}
      {(kind === "delay" || kind === "replay") && (
        <Group grow align="flex-start">
          <NumberField label={text("delayS")} suffix="s" {...form.getInputProps("delayS")} />
          <Select
            label={text("calibration")}
            allowDeselect={false}
            data={RADIOS.map((value) => ({ value, label: text(value) }))}
            {...form.getInputProps("radio")}
          />
        </Group>
      )}
      {kind === "lie" && (
        <Group grow align="flex-start">
          <Select
            label={text("gateway")}
            data={gateways.map(({ eui, name }) => ({ value: eui, label: name }))}
            {...form.getInputProps("gateway")}
          />
          <NumberField label={text("offsetS")} suffix="s" {...form.getInputProps("offsetS")} />
          <NumberField label={text("holdS")} suffix="s" {...form.getInputProps("holdS")} />
        </Group>
      )}
    </FormFrame>
  );
}
