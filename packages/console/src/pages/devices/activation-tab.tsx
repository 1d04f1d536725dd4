import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { deviceSessionsEndpoints, type DeviceKeys } from "@lorats/api";
import { IconEye } from "@tabler/icons-react";
import { useState } from "react";
import { client, queries } from "../../client.ts";
import { NumberField } from "../../form/number-field.tsx";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { CopyText } from "../../parts/copy-text.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Panel } from "../../parts/panel.tsx";
import { useMay } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { text } from "./devices.text.ts";
import type { DeviceTabProps } from "./one.tsx";
import { useSession } from "./use-device.ts";
import { FormFrame } from "../../form/form-frame.tsx";

/** The device's keys, shown on purpose only, and its session. */
export default function ActivationTab({ device }: DeviceTabProps) {
  const may = useMay("devices", "write");
  const { data: session } = useSession(device.id);
  const { id, name } = device;
  const end = async (): Promise<void> => {
    await client.endSession({ id });
    await queries.invalidateQueries({ queryKey: ["device", id] });
    toast(text("sessionEnded"));
  };
  return (
    <Stack gap="md">
      <KeysPanel device={device} />
      <Panel
        title={text("session")}
        actions={
          may &&
          session?.active && (
            <ConfirmButton
              size="compact-sm"
              label={text("endSession")}
              title={text("endSessionTitle", { name })}
              onConfirm={end}
            >
              {text("endSessionNote")}
            </ConfirmButton>
          )
        }
      >
        {session?.active ? (
          <Facts
            facts={[
              [text("devAddr"), session.devAddr],
              [text("macVersion"), session.macVersion],
              ["FCntUp", session.fCntUp],
              ["NFCntDown", session.nFCntDown],
              ["AFCntDown", session.aFCntDown],
            ]}
          />
        ) : (
          <Text size="sm" c="dimmed">
            {text("noSession")}
          </Text>
        )}
      </Panel>
      {may && (
        <Panel title={text("abp")} note={text("abpNote")}>
          <ActivationForm device={device} />
        </Panel>
      )}
    </Stack>
  );
}

function KeysPanel({ device: { id, name, hasAppKey, hasNwkKey } }: DeviceTabProps) {
  const may = useMay("devices", "write");
  const [keys, setKeys] = useState<DeviceKeys>();
  const stored = (has: boolean): string => text(has ? "stored" : "noneStored");
  const shown = (value: string | undefined, label: string) =>
    value === undefined ? text("noneStored") : <CopyText text={value} label={label} />;
  return (
    <Panel
      title={text("rootKeys")}
      note={text("rootKeysNote")}
      actions={
        may &&
        (keys ? (
          <Button size="compact-sm" variant="default" onClick={() => setKeys(undefined)}>
            {text("hide")}
          </Button>
        ) : (
          <ConfirmButton
            size="compact-sm"
            variant="default"
            danger={false}
            label={text("reveal")}
            title={text("revealTitle", { name })}
            onConfirm={async () => setKeys(await client.revealKeys({ id }))}
          >
            {text("revealNote")}
          </ConfirmButton>
        ))
      }
    >
      {keys ? (
        <Facts
          facts={[
            [text("appKey"), shown(keys.appKey, text("appKey"))],
            [text("nwkKey"), keys.nwkKey && shown(keys.nwkKey, text("nwkKey"))],
            ["AppSKey", keys.session && shown(keys.session.appSKey, "AppSKey")],
            [text("nwkSKey"), keys.session && shown(keys.session.fNwkSIntKey, text("nwkSKey"))],
            ...(keys.session && keys.session.sNwkSIntKey !== keys.session.fNwkSIntKey
              ? [
                  ["SNwkSIntKey", shown(keys.session.sNwkSIntKey, "SNwkSIntKey")] as const,
                  ["NwkSEncKey", shown(keys.session.nwkSEncKey, "NwkSEncKey")] as const,
                ]
              : []),
          ]}
        />
      ) : (
        <Facts
          facts={[
            [
              text("appKey"),
              <Group gap={6} key="a">
                <IconEye size={14} opacity={0.4} aria-hidden />
                {stored(hasAppKey)}
              </Group>,
            ],
            [text("nwkKey"), stored(hasNwkKey)],
          ]}
        />
      )}
    </Panel>
  );
}

interface Values extends Record<string, unknown> {
  devAddr: string;
  nwkSKey: string;
  appSKey: string;
  fCntUp: number | string;
  nFCntDown: number | string;
}

function ActivationForm({ device }: DeviceTabProps) {
  const api = useApiForm({
    schema: deviceSessionsEndpoints.activate.body,
    initial: fields<Values>({ devAddr: "", nwkSKey: "", appSKey: "", fCntUp: 0, nFCntDown: 0 }),
    request: (values) => values,
    send: (request: Omit<Parameters<typeof client.activate>[0], "id">) =>
      client.activate({ ...request, id: device.id }),
    invalidates: [["device", device.id]],
    done: () => form.reset(),
    success: text("activated"),
  });
  const { form } = api;
  return (
    <FormFrame of={api} submit={text("activate")} maxWidth={520} variant="light">
      <TextInput
        label={text("devAddr")}
        withAsterisk
        autoComplete="off"
        {...form.getInputProps("devAddr")}
      />
      <TextInput
        label="NwkSKey"
        withAsterisk
        autoComplete="off"
        {...form.getInputProps("nwkSKey")}
      />
      <TextInput
        label="AppSKey"
        withAsterisk
        autoComplete="off"
        {...form.getInputProps("appSKey")}
      />
      <Group grow>
        <NumberField label="FCntUp" {...form.getInputProps("fCntUp")} />
        <NumberField label="FCntDown" {...form.getInputProps("nFCntDown")} />
      </Group>
    </FormFrame>
  );
}
