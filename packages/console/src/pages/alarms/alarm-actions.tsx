import { Button, Group, Menu } from "@mantine/core";
import type { Alarm } from "@lorats/api";
import { client, queries } from "../../client.ts";
import { formatDateTime } from "../../format.ts";
import { explainProblem } from "../../parts/problem-notice.tsx";
import { toast } from "../../state/toasts.ts";
import { text } from "./alarms.text.ts";

const HOUR_MS = 3_600_000;

/** What a person does about an alarm: sees to it, wants quiet for a while, or ends it. */
export function AlarmActions({ alarm: { id, state } }: { readonly alarm: Alarm }) {
  const act = async (work: Promise<unknown>, said: string): Promise<void> => {
    try {
      await work;
      toast(said);
    } catch (error) {
      toast(explainProblem(error).advice, { tone: "bad" });
    }
    await queries.invalidateQueries({ queryKey: ["alarms"] });
  };
  const snooze = (hours: number): void => {
    const until = new Date(Date.now() + hours * HOUR_MS).toISOString();
    const said = text("snoozed", { time: formatDateTime(until, "local") });
    void act(client.snoozeAlarm({ id, until }), said);
  };
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {state === "open" && (
        <Button
          size="compact-sm"
          variant="light"
          flex="none"
          onClick={() => void act(client.acknowledgeAlarm({ id }), text("acknowledgedDone"))}
        >
          {text("acknowledge")}
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="compact-sm" variant="subtle" flex="none">
            {text("snooze")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => snooze(1)}>{text("snoozeHour")}</Menu.Item>
          <Menu.Item onClick={() => snooze(24)}>{text("snoozeDay")}</Menu.Item>
          <Menu.Item
            color="red"
            onClick={() => void act(client.clearAlarm({ id }), text("clearedDone"))}
          >
            {text("clear")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
