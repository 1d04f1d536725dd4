import { Badge, Button, Text } from "@mantine/core";
import type { AlarmRule } from "@lorats/api";
import { IconBellRinging } from "@tabler/icons-react";
import { lazy } from "react";
import { client, queries } from "../../client.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { useMay, useTenantId } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { TwoLines, type Column } from "../../table/data-table.tsx";
import { DrawerList } from "../../table/drawer-list.tsx";
import { usePages } from "../../table/use-pages.ts";
import { text } from "./alarms.text.ts";

const RuleForm = lazy(() => import("./rule-form.tsx"));

/** Who is told of what, and what is not worth an alarm. */
export default function Rules() {
  const tenantId = useTenantId();
  const may = useMay("alarm-rules", "write");
  const pages = usePages<AlarmRule>(["alarm-rules", tenantId], (after, signal) =>
    client.listAlarmRules({ tenantId, after, limit: 200 }, signal),
  );
  return (
    <DrawerList
      isPart
      words={{
        title: text("rules"),
        add: text("addRule"),
        emptyTitle: text("noRulesTitle"),
        empty: text("noRules"),
      }}
      mayAdd={may}
      pages={pages}
      columns={(edit) => columns(may, edit)}
      {...(may && { onOpen: "edit" as const })}
      icon={<IconBellRinging />}
      form={(rule, close) => <RuleForm {...(rule && { rule })} onDone={close} />}
    />
  );
}

function columns(may: boolean, onOpen: (rule: AlarmRule) => void): readonly Column<AlarmRule>[] {
  return [
    {
      key: "name",
      title: text("ruleName"),
      cell: (rule) => (
        <TwoLines
          top={
            <Button
              variant="transparent"
              p={0}
              h="auto"
              onClick={() => onOpen(rule)}
              disabled={!may}
            >
              {rule.name}
            </Button>
          }
          below={effectOf(rule)}
        />
      ),
    },
    {
      key: "codes",
      title: text("ruleCodes"),
      width: "30%",
      from: "sm",
      cell: ({ codes }) => (
        <Text size="sm" truncate>
          {codes.length === 0 ? text("everything") : codes.join(", ")}
        </Text>
      ),
    },
    {
      key: "state",
      title: "",
      width: 80,
      cell: ({ enabled }) => (
        <Badge variant="dot" color={enabled ? "teal" : "gray"}>
          {text(enabled ? "ruleOn" : "ruleOff")}
        </Badge>
      ),
    },
    {
      key: "delete",
      title: "",
      width: 100,
      align: "end",
      from: "xs",
      cell: ({ id, name }) =>
        may && (
          <ConfirmButton
            size="compact-sm"
            variant="subtle"
            label={text("ruleDelete")}
            title={text("ruleDeleteTitle", { name })}
            onConfirm={async () => {
              await client.deleteAlarmRule({ id });
              toast(text("ruleDeleted", { name }));
              await queries.invalidateQueries({ queryKey: ["alarm-rules"] });
            }}
          >
            {text("ruleDeleteNote")}
          </ConfirmButton>
        ),
    },
  ];
}

function effectOf({ suppress, notify, minSeverity }: AlarmRule): string {
  if (suppress) return text("suppresses");
  const who = [...notify.email, ...(notify.webhook ? [new URL(notify.webhook.url).host] : [])];
  return who.length === 0 ? `≥ ${text(minSeverity)}` : text("tells", { who: who.join(", ") });
}
