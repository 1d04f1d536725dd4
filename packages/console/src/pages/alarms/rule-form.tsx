import { Group, Select, Switch, TagsInput, TextInput } from "@mantine/core";
import { alarmsEndpoints, type AlarmRule } from "@lorats/api";
import { client } from "../../client.ts";
import { NumberField } from "../../form/number-field.tsx";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { common } from "../../i18n/common.text.ts";
import { useTenantId } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { text } from "./alarms.text.ts";
import { FormFrame } from "../../form/form-frame.tsx";

interface RuleFormProps {
  readonly rule?: AlarmRule;
  readonly onDone: () => void;
}

interface Values extends Record<string, unknown> {
  name: string;
  enabled: boolean;
  codes: string[];
  minSeverity: string;
  suppress: boolean;
  raiseAfterS: number | string;
  clearAfterS: number | string;
  email: string[];
  url: string;
}

export default function RuleForm({ rule, onDone }: RuleFormProps) {
  const tenantId = useTenantId();
  const api = useApiForm({
    schema: rule ? alarmsEndpoints.updateAlarmRule.body : alarmsEndpoints.createAlarmRule.body,
    initial: fields<Values>({
      name: rule?.name ?? "",
      enabled: rule?.enabled ?? true,
      codes: rule?.codes ?? [],
      minSeverity: rule?.minSeverity ?? "info",
      suppress: rule?.suppress ?? false,
      raiseAfterS: rule?.raiseAfterS ?? 0,
      clearAfterS: rule?.clearAfterS ?? 0,
      email: rule?.notify.email ?? [],
      url: rule?.notify.webhook?.url ?? "",
    }),
    request: ({ email, url, ...rest }) => ({
      ...rest,
      notify: {
        email,
        ...(url !== "" && { webhook: { headers: rule?.notify.webhook?.headers ?? {}, url } }),
      },
      ...(rule ? { version: rule.version } : { tenantId }),
    }),
    send: (request: Parameters<typeof client.createAlarmRule>[0]) =>
      rule
        ? client.updateAlarmRule({ ...request, id: rule.id, version: rule.version })
        : client.createAlarmRule(request),
    invalidates: [["alarm-rules"]],
    done: ({ name }) => {
      toast(text("ruleSaved", { name }));
      onDone();
    },
  });
  const { form } = api;
  const { suppress } = form.values;
  return (
    <FormFrame of={api} submit={rule ? common("save") : text("addRule")}>
      <TextInput label={text("ruleName")} withAsterisk {...form.getInputProps("name")} />
      <TagsInput
        label={text("ruleCodes")}
        description={text("ruleCodesHint")}
        {...form.getInputProps("codes")}
      />
      <Select
        label={text("ruleMinSeverity")}
        allowDeselect={false}
        data={(["info", "warning", "critical"] as const).map((value) => ({
          value,
          label: text(value),
        }))}
        {...form.getInputProps("minSeverity")}
      />
      <Switch
        label={text("ruleSuppress")}
        {...form.getInputProps("suppress", { type: "checkbox" })}
      />
      <Group grow>
        <NumberField
          label={text("ruleRaiseAfter")}
          suffix="s"
          {...form.getInputProps("raiseAfterS")}
        />
        <NumberField
          label={text("ruleClearAfter")}
          suffix="s"
          {...form.getInputProps("clearAfterS")}
        />
      </Group>
      {!suppress && (
        <>
          <TagsInput label={text("ruleEmail")} {...form.getInputProps("email")} />
          <TextInput
            label={text("ruleWebhook")}
            placeholder="https://"
            {...form.getInputProps("url")}
            error={form.errors["notify.webhook.url"]}
          />
        </>
      )}
      <Switch label={text("ruleOn")} {...form.getInputProps("enabled", { type: "checkbox" })} />
    </FormFrame>
  );
}
