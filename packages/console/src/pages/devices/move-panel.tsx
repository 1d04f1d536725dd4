import { Button, Group, Select, SimpleGrid, Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client, queries } from "../../client.ts";
import { messages } from "../../i18n/messages.ts";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { useMe, type TenantId } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import type { DeviceTabProps } from "./one.tsx";

const text = messages("device-move", {
  title: "Move",
  note: "It keeps its session, its keys and its history; who reads it is decided where it goes",
  tenant: "Tenant",
  application: "Application",
  profile: "Device profile there",
  move: "Move",
  moved: "{name} was moved to {application}",
});

const CHOICES = 1000;

/** Takes the device to another application, of this tenant or another one. */
export function MovePanel({ device }: DeviceTabProps) {
  const { tenants } = useMe();
  const [tenantId, setTenantId] = useState<TenantId>(device.tenantId);
  const [applicationId, setApplicationId] = useState<string | null>(null);
  const [profileId, setProfileId] = useState<string | null>(null);
  const abroad = tenantId !== device.tenantId;
  const applications = useQuery({
    queryKey: ["applications", "choices", tenantId],
    queryFn: ({ signal }) => client.listApplications({ limit: CHOICES, tenantId }, signal),
  });
  const profiles = useQuery({
    queryKey: ["profiles", "choices", tenantId],
    queryFn: ({ signal }) => client.listDeviceProfiles({ limit: CHOICES, tenantId }, signal),
    enabled: abroad,
  });
  const others = (applications.data?.items ?? []).filter(({ id }) => id !== device.applicationId);
  const chosen = others.find(({ id }) => id === applicationId);
  const profile = profiles.data?.items.find(({ id }) => id === profileId);
  const move = useMutation({
    mutationFn: () =>
      client.moveDevice({
        id: device.id,
        applicationId: chosen!.id,
        ...(abroad && profile && { profileId: profile.id }),
        version: device.version,
      }),
    onSuccess: async (moved) => {
      queries.setQueryData(["device", device.id], moved);
      toast(text("moved", { name: moved.name, application: chosen!.name }));
      setApplicationId(null);
      await queries.invalidateQueries({ queryKey: ["devices"] });
    },
  });
  return (
    <Panel title={text("title")} note={text("note")}>
      <Stack maw={560}>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          {tenants.length > 1 && (
            <Select
              label={text("tenant")}
              data={tenants.map(({ id, name }) => ({ value: id, label: name }))}
              value={tenantId}
              allowDeselect={false}
              onChange={(value) => {
                setTenantId(value as TenantId);
                setApplicationId(null);
                setProfileId(null);
              }}
            />
          )}
          <Select
            label={text("application")}
            searchable
            data={others.map(({ id, name }) => ({ value: id, label: name }))}
            value={applicationId}
            onChange={setApplicationId}
          />
          {abroad && (
            <Select
              label={text("profile")}
              searchable
              data={(profiles.data?.items ?? []).map(({ id, name }) => ({
                value: id,
                label: name,
              }))}
              value={profileId}
              onChange={setProfileId}
            />
          )}
        </SimpleGrid>
        {move.error && <ProblemNotice error={move.error} />}
        <Group>
          <Button
            variant="light"
            loading={move.isPending}
            disabled={!chosen || (abroad && !profile)}
            onClick={() => move.mutate()}
          >
            {text("move")}
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}
