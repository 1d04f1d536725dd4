import { Fieldset, Select, Stack, Switch, Text } from "@mantine/core";
import { trustEndpoints, type TrustPolicyView } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { client } from "../../client.ts";
import { FormFrame } from "../../form/form-frame.tsx";
import { NumberField } from "../../form/number-field.tsx";
import { fields, useApiForm } from "../../form/use-api-form.ts";
import { common } from "../../i18n/common.text.ts";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { RowsSkeleton } from "../../parts/skeletons.tsx";
import { useMay } from "../../state/access.ts";
import type { ApplicationTabProps } from "./one.tsx";
import { text } from "./trust-policy.text.ts";

/** How the application's frames are judged, and what becomes of those that fail. */
export default function TrustPolicyTab({ application: { id } }: ApplicationTabProps) {
  const may = useMay("applications", "write");
  const { data, error, refetch } = useQuery({
    queryKey: ["application", id, "trust-policy"],
    queryFn: ({ signal }) => client.getTrustPolicy({ id }, signal),
  });
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  return (
    <Panel title={text("title")} note={text("note")}>
      {data ? (
        <fieldset className="plain-fieldset" disabled={!may}>
          <PolicyForm id={id} policy={data} />
        </fieldset>
      ) : (
        <RowsSkeleton rows={5} />
      )}
    </Panel>
  );
}

const ACTIONS = ["flag", "hold", "exclude"] as const satisfies readonly TrustPolicyView["action"][];
const WINDOWS = ["any", "rx2"] as const satisfies readonly TrustPolicyView["probeWindow"][];
const MODES = ["track", "fixed-500hz"] as const satisfies readonly TrustPolicyView["mode"][];

/** Numbers may be on their way to being numbers while they are typed. */
type Values = {
  [K in keyof TrustPolicyView]: TrustPolicyView[K] extends number
    ? number | string
    : TrustPolicyView[K];
};

/** To a share's digits, without what binary fractions add. */
function percent(share: number): number {
  return Number((100 * share).toPrecision(6));
}

function ofPercent(value: number | string): number | string {
  return typeof value === "number" ? value / 100 : value;
}

interface PolicyFormProps {
  readonly id: string;
  readonly policy: TrustPolicyView;
}

function PolicyForm({ id, policy }: PolicyFormProps) {
  const api = useApiForm({
    schema: trustEndpoints.setTrustPolicy.body,
    // Shares are percentages here: people think in those.
    initial: fields<Values>({
      ...policy,
      probeShare: percent(policy.probeShare),
      probeDutyCycle: percent(policy.probeDutyCycle),
    }),
    request: ({ probeShare, probeDutyCycle, ...rest }) => ({
      ...rest,
      probeShare: ofPercent(probeShare),
      probeDutyCycle: ofPercent(probeDutyCycle),
    }),
    send: (request: TrustPolicyView) => client.setTrustPolicy({ ...request, id }),
    invalidates: [["application", id, "trust-policy"]],
    done: () => undefined,
    success: text("saved"),
  });
  const { form } = api;
  const { action, probeWindow } = form.values;
  return (
    <FormFrame of={api} submit={common("save")} maxWidth={620}>
      <Select
        label={text("action")}
        description={text(`${action}Note`)}
        allowDeselect={false}
        data={ACTIONS.map((value) => ({ value, label: text(value) }))}
        {...form.getInputProps("action")}
      />
      <Switch
        label={text("alarm")}
        description={text("alarmNote")}
        {...form.getInputProps("alarm", { type: "checkbox" })}
      />
      <NumberField
        label={text("falseAlarms")}
        description={text("falseAlarmsNote")}
        {...form.getInputProps("falseAlarmsPerYear")}
      />
      <NumberField
        label={text("genuineAgainst")}
        description={text("genuineAgainstNote")}
        suffix="ppm"
        {...form.getInputProps("genuineAgainstPpm")}
      />
      <NumberField
        label={text("framesToLearn")}
        description={text("framesToLearnNote")}
        {...form.getInputProps("framesToLearn")}
      />
      <Fieldset legend={text("probes")}>
        <Stack>
          <Text size="sm" c="dimmed">
            {text("probesNote")}
          </Text>
          <NumberField
            label={text("probeShare")}
            description={text("probeShareNote")}
            suffix="%"
            {...form.getInputProps("probeShare")}
          />
          <Select
            label={text("probeWindow")}
            description={text(`${probeWindow}Note`)}
            allowDeselect={false}
            data={WINDOWS.map((value) => ({ value, label: text(value) }))}
            {...form.getInputProps("probeWindow")}
          />
          <NumberField
            label={text("probesPerDay")}
            description={text("probesPerDayNote")}
            {...form.getInputProps("probesPerDay")}
          />
          <NumberField
            label={text("probeDutyCycle")}
            description={text("probeDutyCycleNote")}
            suffix="%"
            {...form.getInputProps("probeDutyCycle")}
          />
        </Stack>
      </Fieldset>
      <NumberField
        label={text("elapsedTimePort")}
        description={text("elapsedTimePortNote")}
        {...form.getInputProps("elapsedTimePort")}
      />
      <Select
        label={text("mode")}
        allowDeselect={false}
        data={MODES.map((value) => ({ value, label: text(value) }))}
        {...form.getInputProps("mode")}
      />
      <Text size="xs" c="dimmed">
        {text("late")}
      </Text>
    </FormFrame>
  );
}
