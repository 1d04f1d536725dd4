import {
  Button,
  FileInput,
  Group,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
  Textarea,
} from "@mantine/core";
import type { DeviceImported } from "@lorats/api";
import { IconUpload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { client, queries } from "../../client.ts";
import { ApplicationSelect } from "../../form/application-select.tsx";
import { messages } from "../../i18n/messages.ts";
import { OutcomeRows, problemOf } from "../../parts/outcome-rows.tsx";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { useProfiles } from "../../state/lists.ts";
import { toast } from "../../state/toasts.ts";
import { text as devices } from "./devices.text.ts";

const text = messages("device-import", {
  title: "Import devices",
  note: "A table (CSV) whose first line names its columns, or a list (JSON). Exports of ChirpStack and The Things Stack are understood as well.",
  file: "File",
  choose: "Choose a file, or write below",
  table: "Table or list",
  profile: "Device profile, for rows that name none",
  skip: "Take the good rows when others are bad",
  tryOut: "Try it out",
  run: "Import {count, plural, one {# device} other {# devices}}",
  trial:
    "{ready, plural, one {# device} other {# devices}} can be created, {failed, plural, =0 {none is bad} one {# row is bad} other {# rows are bad}}",
  done: "{created, plural, one {# device was} other {# devices were}} created, {failed, plural, =0 {no row was bad} one {# row was bad} other {# rows were bad}}",
  ignored: "Columns that were passed over: {names}",
  line: "line {line}",
  result: "Rows",
});

const EXAMPLE =
  "devEui,name,appKey,tags.floor\n0102030405060708,Meter 1,00112233445566778899aabbccddeeff,2";

/** Many devices at once: tried out first, with what is wrong with each row. */
export function ImportDevicesPage() {
  const profiles = useProfiles();
  const [written, setWritten] = useState("");
  const [applicationId, setApplicationId] = useState<string | null>(null);
  const [profileId, setProfileId] = useState<string | null>(null);
  const [skip, setSkip] = useState(false);
  const run = useMutation({
    mutationFn: (dryRun: boolean) =>
      client.importDevices({
        ...contentOf(written),
        applicationId: applicationId!,
        ...(profileId !== null && { profileId }),
        onError: skip ? "skip" : "abort",
        dryRun,
      } as Parameters<typeof client.importDevices>[0]),
    onSuccess: async (result) => {
      if (result.dryRun) return;
      toast(text("done", { created: result.created, failed: result.failed }));
      await queries.invalidateQueries({ queryKey: ["devices"] });
    },
  });
  const { data: result } = run;
  const ready = result?.rows.filter(({ outcome }) => outcome === "ready").length ?? 0;
  const mayRun = result?.dryRun === true && ready > 0 && (result.failed === 0 || skip);
  /** What was tried out was something else. */
  const changed =
    <Value,>(set: (value: Value) => void) =>
    (value: Value): void => {
      set(value);
      run.reset();
    };
  return (
    <Page title={text("title")} trail={[[devices("title"), "/devices"]]}>
      <Panel note={text("note")}>
        <Stack maw={760}>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <ApplicationSelect
              placeholder=""
              withAsterisk
              value={applicationId}
              onChange={changed(setApplicationId)}
            />
            <Select
              label={text("profile")}
              searchable
              clearable
              data={profiles.map(({ id, name }) => ({ value: id, label: name }))}
              value={profileId}
              onChange={changed(setProfileId)}
            />
          </SimpleGrid>
          <FileInput
            label={text("file")}
            placeholder={text("choose")}
            accept=".csv,.json,text/csv,application/json"
            leftSection={<IconUpload size={16} />}
            clearable
            onChange={(file) => void file?.text().then(changed(setWritten))}
          />
          <Textarea
            label={text("table")}
            placeholder={EXAMPLE}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            autosize
            minRows={5}
            maxRows={14}
            spellCheck={false}
            value={written}
            onChange={(event) => changed(setWritten)(event.currentTarget.value)}
          />
          <Switch
            label={text("skip")}
            checked={skip}
            onChange={(event) => changed(setSkip)(event.currentTarget.checked)}
          />
          {run.error && <ProblemNotice error={run.error} />}
          <Group>
            <Button
              variant={mayRun ? "light" : "filled"}
              loading={run.isPending && run.variables}
              disabled={written.trim() === "" || applicationId === null}
              onClick={() => run.mutate(true)}
            >
              {text("tryOut")}
            </Button>
            {mayRun && (
              <Button loading={run.isPending && !run.variables} onClick={() => run.mutate(false)}>
                {text("run", { count: ready })}
              </Button>
            )}
          </Group>
        </Stack>
      </Panel>
      {result && <Result result={result} ready={ready} />}
    </Page>
  );
}

function Result({ result, ready }: { readonly result: DeviceImported; readonly ready: number }) {
  const { dryRun, created, failed, ignoredColumns, rows } = result;
  return (
    <Panel
      flush
      title={text("result")}
      note={dryRun ? text("trial", { ready, failed }) : text("done", { created, failed })}
    >
      {ignoredColumns.length > 0 && (
        <Text size="sm" c="dimmed" px="md" pb="xs">
          {text("ignored", { names: ignoredColumns.join(", ") })}
        </Text>
      )}
      <OutcomeRows
        label={text("result")}
        rows={rows.map(({ line, devEui, outcome, errors }) => ({
          key: String(line),
          name: devEui ?? "–",
          place: text("line", { line }),
          outcome,
          problem: problemOf(errors),
        }))}
      />
    </Panel>
  );
}

/** A list where it is JSON, otherwise a table; what is neither is for the server to say. */
function contentOf(written: string): { readonly csv: string } | { readonly devices: unknown[] } {
  try {
    const list: unknown = JSON.parse(written);
    if (Array.isArray(list)) return { devices: list };
  } catch {
    // No JSON.
  }
  return { csv: written };
}
