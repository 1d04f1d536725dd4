import { Group, Stack, Text, TextInput } from "@mantine/core";
import { trustEndpoints, type Hopping } from "@lorats/api";
import { client, queries } from "../../../client.ts";
import { FormFrame } from "../../../form/form-frame.tsx";
import { NumberField } from "../../../form/number-field.tsx";
import { fields, useApiForm } from "../../../form/use-api-form.ts";
import { formatDuration } from "../../../format.ts";
import { ConfirmButton } from "../../../parts/confirm-button.tsx";
import { CopyText } from "../../../parts/copy-text.tsx";
import { Facts } from "../../../parts/facts.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { useMay } from "../../../state/access.ts";
import { toast } from "../../../state/toasts.ts";
import type { DeviceTabProps } from "../one.tsx";
import { text } from "../trust.text.ts";

interface HoppingPanelProps extends DeviceTabProps {
  readonly hopping: Hopping;
}

/** The secret schedule that device and server agreed on, or the way to agree on one. */
export default function HoppingPanel({ device, hopping }: HoppingPanelProps) {
  const may = useMay("devices", "write");
  const { id, name } = device;
  const end = async (): Promise<void> => {
    await client.endHopping({ id });
    await queries.invalidateQueries({ queryKey: ["device", id, "hopping"] });
    toast(text("hoppingEnded"));
  };
  return (
    <Panel
      title={text("hoppingTitle")}
      note={text("hoppingNote")}
      actions={
        may &&
        hopping.enabled && (
          <ConfirmButton
            size="compact-sm"
            label={text("hoppingEnd")}
            title={text("hoppingEndTitle", { name })}
            onConfirm={end}
          >
            {text("hoppingEndNote")}
          </ConfirmButton>
        )
      }
    >
      {hopping.enabled ? (
        <Agreed hopping={hopping} />
      ) : may ? (
        <EnrolForm id={id} />
      ) : (
        <Text size="sm" c="dimmed">
          {text("noHopping")}
        </Text>
      )}
    </Panel>
  );
}

function Agreed({ hopping }: { readonly hopping: Hopping }) {
  const { sliceMs = 0, minSlices = 0, maxSlices = 0, agreement, serverPublicKey } = hopping;
  const span = (slices: number): string => formatDuration(slices * sliceMs * 1e6);
  return (
    <Facts
      facts={[
        [text("slice"), formatDuration(sliceMs * 1e6)],
        [text("hops"), `${minSlices} – ${maxSlices} (${span(minSlices)} – ${span(maxSlices)})`],
        [text("agreement"), agreement && text(agreement)],
        [
          text("serverPublicKey"),
          serverPublicKey && (
            <CopyText key="k" text={serverPublicKey} label={text("serverPublicKey")} />
          ),
        ],
      ]}
    />
  );
}

interface Values extends Record<string, unknown> {
  sliceMs: number | string;
  minSlices: number | string;
  maxSlices: number | string;
  devicePublicKey: string;
}

function EnrolForm({ id }: { readonly id: string }) {
  const api = useApiForm({
    schema: trustEndpoints.enrolHopping.body,
    initial: fields<Values>({ sliceMs: 1000, minSlices: 300, maxSlices: 900, devicePublicKey: "" }),
    request: ({ devicePublicKey, ...plan }) => ({
      ...plan,
      ...(devicePublicKey !== "" && { devicePublicKey }),
    }),
    send: (request: Omit<Parameters<typeof client.enrolHopping>[0], "id">) =>
      client.enrolHopping({ ...request, id }),
    invalidates: [["device", id, "hopping"]],
    done: () => undefined,
    success: text("hoppingAgreed"),
  });
  const { form } = api;
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {text("hoppingHint")}
      </Text>
      <FormFrame of={api} submit={text("hoppingAgree")} variant="light" maxWidth={560}>
        <Group grow align="flex-start">
          <NumberField label={text("slice")} suffix="ms" {...form.getInputProps("sliceMs")} />
          <NumberField label={text("minSlices")} {...form.getInputProps("minSlices")} />
          <NumberField label={text("maxSlices")} {...form.getInputProps("maxSlices")} />
        </Group>
        <TextInput
          label={text("devicePublicKey")}
          description={text("devicePublicKeyHint")}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps("devicePublicKey")}
        />
      </FormFrame>
    </Stack>
  );
}
