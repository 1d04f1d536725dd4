import { Badge, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { client, queries } from "../../client.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { Panel } from "../../parts/panel.tsx";
import { When } from "../../parts/when.tsx";
import { useMay } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import type { DeviceTabProps } from "./one.tsx";
import { text } from "./trust.text.ts";

/** What people said of the device's frames, and the way to say that its oscillator changed. */
export function LabelsPanel({ device: { id, name } }: DeviceTabProps) {
  const may = useMay("devices", "write");
  const { data } = useQuery({
    queryKey: ["device", id, "labels"],
    queryFn: ({ signal }) => client.getTrustLabels({ id }, signal),
  });
  const enrol = async (): Promise<void> => {
    await client.addTrustLabel({ id, label: "re-enrol" });
    await queries.invalidateQueries({ queryKey: ["device", id] });
    toast(text("reEnrolled"));
  };
  const items = data?.items ?? [];
  return (
    <Panel
      title={text("labels")}
      note={text("labelsNote")}
      actions={
        may && (
          <ConfirmButton
            size="compact-sm"
            variant="default"
            danger={false}
            label={text("reEnrol")}
            title={text("reEnrolTitle", { name })}
            onConfirm={enrol}
          >
            {text("reEnrolNote")}
          </ConfirmButton>
        )
      }
    >
      {items.length === 0 && (
        <Text size="sm" c="dimmed">
          {text("noLabels")}
        </Text>
      )}
      <Stack gap="xs">
        {items.map(({ position, label, time, note }) => (
          <Group key={position} gap="sm">
            <Badge variant="light">{text(label)}</Badge>
            <Text size="sm" c="dimmed" component="div">
              <When time={time} />
            </Text>
            {note !== undefined && <Text size="sm">{note}</Text>}
          </Group>
        ))}
      </Stack>
    </Panel>
  );
}
