import {
  Button,
  Group,
  PasswordInput,
  SegmentedControl,
  Stack,
  useMantineColorScheme,
} from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { FormEvent } from "react";
import { client, queries } from "../client.ts";
import { CopyText } from "../parts/copy-text.tsx";
import { Facts } from "../parts/facts.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { useMe } from "../state/access.ts";
import { useServerInfo } from "../state/lists.ts";
import { toast } from "../state/toasts.ts";
import { localZoneName, useZone, zone } from "../state/zone.ts";
import { text } from "./admin.text.ts";
import { TenantDocumentPanel } from "./settings/tenant-document-panel.tsx";

/** What belongs to oneself, and what the server is. */
export function SettingsPage() {
  const me = useMe();
  return (
    <Page title={text("settingsTitle")}>
      <div className="grid-two">
        <Panel title={text("display")}>
          <Display />
        </Panel>
        <Panel title={text("server")}>
          <Server />
        </Panel>
        <Panel title={text("account")}>
          <Stack>
            <Facts facts={[[text("signedInAs"), `${me.name} ${me.email ?? ""}`.trim()]]} />
            <PasswordForm />
          </Stack>
        </Panel>
        <TenantDocumentPanel />
      </div>
    </Page>
  );
}

function Display() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const chosen = useZone();
  return (
    <Facts
      facts={[
        [
          text("colours"),
          <SegmentedControl
            key="c"
            size="xs"
            aria-label={text("colours")}
            value={colorScheme}
            onChange={(value) => setColorScheme(value)}
            data={(["auto", "light", "dark"] as const).map((value) => ({
              value,
              label: text(value),
            }))}
          />,
        ],
        [
          text("times"),
          <SegmentedControl
            key="z"
            size="xs"
            aria-label={text("times")}
            value={chosen}
            onChange={(value) => zone.set(value)}
            data={[
              { value: "local", label: text("local", { zone: localZoneName() }) },
              { value: "utc", label: text("utc") },
            ]}
          />,
        ],
      ]}
    />
  );
}

function Server() {
  const { data } = useServerInfo();
  if (!data) return null;
  const where = (door: { host: string; port: number } | undefined, label: string) =>
    door ? <CopyText text={`${door.host}:${door.port}`} label={label} /> : text("off");
  return (
    <Facts
      facts={[
        [text("versionLabel"), data.demo ? `${data.version} · ${text("demoOn")}` : data.version],
        [text("semtechUdp"), where(data.semtechUdp, text("semtechUdp"))],
        [text("mqttBroker"), where(data.mqtt, text("mqttBroker"))],
        [
          text("httpApi"),
          <CopyText key="h" text={`${location.origin}/api/v1`} label={text("httpApi")} />,
        ],
      ]}
    />
  );
}

function PasswordForm() {
  const { mutate, isPending, error } = useMutation({
    mutationFn: (input: { currentPassword?: string; newPassword: string }) =>
      client.changePassword(input),
    onSuccess: async () => {
      toast(text("passwordSaved"));
      await queries.invalidateQueries({ queryKey: ["me"] });
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const currentPassword = data.get("current") as string;
    const newPassword = data.get("new") as string;
    mutate(
      { newPassword, ...(currentPassword !== "" && { currentPassword }) },
      { onSuccess: () => form.reset() },
    );
  };
  return (
    <form onSubmit={submit}>
      <Stack maw={360}>
        <PasswordInput
          name="current"
          label={text("currentPassword")}
          autoComplete="current-password"
        />
        <PasswordInput
          name="new"
          label={text("newPassword")}
          description={text("passwordHint")}
          minLength={12}
          required
          autoComplete="new-password"
        />
        {error && <ProblemNotice error={error} />}
        <Group>
          <Button type="submit" variant="light" loading={isPending}>
            {text("changePassword")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
