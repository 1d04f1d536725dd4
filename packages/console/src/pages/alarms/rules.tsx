import { Badge, Button, Group, Text } from "@mantine/core";
import type { AlarmRule } from "@lorats/api";
import { IconBellRinging } from "@tabler/icons-react";
import { lazy, useState } from "react";
import { client, queries } from "../../client.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { FormDrawer } from "../../parts/form-drawer.tsx";
import { useMay, useTenantId } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { TwoLines, type Column } from "../../table/data-table.tsx";
import { ListPanel } from "../../table/list-panel.tsx";
import { usePages } from "../../table/use-pages.ts";
import { text } from "./alarms.text.ts";
import { AddButton } from "../../parts/add-button.tsx";

const RuleForm = lazy(() => import("./rule-form.tsx"));

/** Who is told of what, and what is not worth an alarm. */
export default function Rules() {
  const tenantId = useTenantId();
  const may = useMay("alarm-rules", "write");
  const [open, setOpen] = useState<AlarmRule | "new">();
  const pages = usePages<AlarmRule>(["alarm-rules", tenantId], (after, signal) =>
    client.listAlarmRules({ tenantId, after, limit: 200 }, signal),
  );
  const add = may && <AddButton label={text("addRule")} to={() => setOpen("new")} />;
  const close = (): void => setOpen(undefined);
  return (
    <>
      {pages.items.length > 0 && <Group>{add}</Group>}
      <ListPanel
        label={text("rules")}
        pages={pages}
        rowKey={({ id }) => id}
        {...(may && { onOpen: setOpen })}
        columns={columns(may, setOpen)}
        empty={
          <EmptyState icon={<IconBellRinging />} title={text("noRulesTitle")} action={add}>
            {text("noRules")}
          </EmptyState>
        }
      />
      <FormDrawer
        title={open === undefined || open === "new" ? text("addRule") : open.name}
        opened={open !== undefined}
        onClose={close}
      >
        {open && <RuleForm {...(open !== "new" && { rule: open })} onDone={close} />}
      </FormDrawer>
    </>
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
