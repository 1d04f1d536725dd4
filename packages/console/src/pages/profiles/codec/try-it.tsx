import { Group, SegmentedControl, Stack, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client } from "../../../client.ts";
import { hexDigits } from "../../../form/hex.ts";
import { jsonObject } from "../../../form/json.ts";
import { NumberField } from "../../../form/number-field.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { ProblemNotice } from "../../../parts/problem-notice.tsx";
import { text } from "../profiles.text.ts";
import { CodecResult } from "./codec-result.tsx";
import { TakeNewest } from "./take-newest.tsx";
import { inputOf, type Trial } from "./trial.ts";

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
        {result.data && <CodecResult result={result.data} />}
      </Stack>
    </Panel>
  );
}
