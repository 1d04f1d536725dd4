import {
  Alert,
  Badge,
  Button,
  Code,
  Group,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { CodecTestResult } from "@lorats/api";
import { IconAlertTriangle } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { client } from "../../../client.ts";
import { NumberField } from "../../../form/number-field.tsx";
import { jsonObject } from "../../../form/json.ts";
import { hexDigits } from "../../../form/hex.ts";
import { base64ToHex, hexToBase64, spacedHex } from "../../../format.ts";
import { Panel } from "../../../parts/panel.tsx";
import { ProblemNotice } from "../../../parts/problem-notice.tsx";
import { text } from "../profiles.text.ts";
import { newestPayload } from "./newest-payload.ts";

/** What the codec is tried on. */
export interface Trial {
  readonly op: "decode" | "encode";
  readonly fPort: number | string;
  readonly hex: string;
  readonly object: string;
}

interface TryItProps {
  readonly codec: { readonly kind: "none" | "cayenne-lpp" | "javascript"; readonly source: string };
  readonly trial: Trial;
  readonly onChange: (trial: Trial) => void;
  readonly profileId: string;
}

const TYPING_MS = 350;

/** A payload, and what the codec makes of it as it stands in the editor; nothing of it is stored. */
export function TryIt({ codec, trial, onChange, profileId }: TryItProps) {
  const [settled] = useDebouncedValue({ codec, trial }, TYPING_MS);
  const input = inputOf(settled.trial);
  const result = useQuery({
    queryKey: ["codec-test", settled.codec, input],
    queryFn: ({ signal }) => client.testCodec({ codec: settled.codec, input: input! }, signal),
    enabled: input !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 0,
  });
  const change = (part: Partial<Trial>): void => onChange({ ...trial, ...part });
  return (
    <Panel title={text("test")} note={text("testNote")}>
      <Stack gap="sm">
        <SegmentedControl
          aria-label={text("direction")}
          style={{ alignSelf: "flex-start" }}
          value={trial.op}
          onChange={(op) => change({ op })}
          data={(["decode", "encode"] as const).map((value) => ({ value, label: text(value) }))}
        />
        <Group align="flex-start" gap="sm">
          <NumberField
            label={text("testPort")}
            w={80}
            value={trial.fPort}
            onChange={(fPort) => change({ fPort })}
          />
          {trial.op === "decode" ? (
            <TextInput
              label={text("testBytes")}
              style={{ flex: "1 1 220px" }}
              className="mono"
              autoComplete="off"
              spellCheck={false}
              value={trial.hex}
              onChange={(event) => change({ hex: event.currentTarget.value })}
              error={hexDigits(trial.hex) === undefined && text("notHex")}
            />
          ) : (
            <Textarea
              label={text("testObject")}
              style={{ flex: "1 1 220px" }}
              autosize
              minRows={2}
              maxRows={10}
              className="mono"
              spellCheck={false}
              value={trial.object}
              onChange={(event) => change({ object: event.currentTarget.value })}
              error={jsonObject(trial.object) === undefined && text("notJson")}
            />
          )}
        </Group>
        {trial.op === "decode" && (
          <TakeNewest profileId={profileId} onTake={(taken) => change(taken)} />
        )}
        {result.error && <ProblemNotice error={result.error} />}
        {result.data && <Result result={result.data} />}
      </Stack>
    </Panel>
  );
}

type Input = Parameters<typeof client.testCodec>[0]["input"];

/** Undefined while what was typed is not yet something to try. */
function inputOf({ op, fPort, hex, object }: Trial): Input | undefined {
  const port = Number(fPort);
  if (!Number.isInteger(port) || port < 1 || port > 255) return undefined;
  if (op === "decode") {
    const digits = hexDigits(hex);
    return digits === undefined ? undefined : { op, fPort: port, data: hexToBase64(digits) };
  }
  const values = jsonObject(object);
  return values && { op, fPort: port, object: values };
}

interface TakeNewestProps {
  readonly profileId: string;
  readonly onTake: (taken: Pick<Trial, "fPort" | "hex">) => void;
}

function TakeNewest({ profileId, onTake }: TakeNewestProps) {
  const take = useMutation({
    mutationFn: () => newestPayload(profileId),
    onSuccess: (taken) => taken && onTake(taken),
  });
  return (
    <Group gap="sm">
      <Button
        size="compact-sm"
        variant="light"
        loading={take.isPending}
        onClick={() => take.mutate()}
      >
        {text("loadNewest")}
      </Button>
      {take.isSuccess && (
        <Text size="xs" c="dimmed" role="status">
          {take.data ? text("takenFrom", { device: take.data.device }) : text("noneToTake")}
        </Text>
      )}
      {take.error && <ProblemNotice error={take.error} />}
    </Group>
  );
}

function Result({ result }: { readonly result: CodecTestResult }) {
  const { ok, object, normalized, data, fPort, warnings, logs, code, reason } = result;
  const json = (value: unknown) => <Code block>{JSON.stringify(value, null, 2)}</Code>;
  return (
    <Stack gap="xs" aria-live="polite">
      {!ok && (
        <Alert color="red" icon={<IconAlertTriangle />} title={code ?? text("errors")}>
          <Text size="sm" ff="monospace" style={{ whiteSpace: "pre-wrap" }}>
            {reason}
          </Text>
        </Alert>
      )}
      {ok && (
        <Group gap="xs">
          <Badge color="teal" variant="light">
            {text("works")}
          </Badge>
          {object === undefined && data === undefined && (
            <Text size="sm" c="dimmed">
              {text("noValues")}
            </Text>
          )}
        </Group>
      )}
      {object !== undefined && json(object)}
      {data !== undefined && (
        <Text size="sm" component="div">
          {text("encoded", { port: fPort ?? 1 })} <Code>{spacedHex(base64ToHex(data)) || "–"}</Code>
        </Text>
      )}
      {normalized !== undefined && normalized !== null && (
        <>
          <Text size="xs" c="dimmed">
            {text("normalized")}
          </Text>
          {json(normalized)}
        </>
      )}
      {warnings.map((warning) => (
        <Alert key={warning} color="yellow" p="xs">
          {warning}
        </Alert>
      ))}
      {logs.length > 0 && (
        <>
          <Text size="xs" c="dimmed">
            {text("console")}
          </Text>
          <Code block>{logs.join("\n")}</Code>
        </>
      )}
    </Stack>
  );
}
