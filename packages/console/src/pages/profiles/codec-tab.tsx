import { Badge, Button, Group, Menu, Select, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { client, queries } from "../../client.ts";
import { common } from "../../i18n/common.text.ts";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { RowsSkeleton } from "../../parts/skeletons.tsx";
import { useMay } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { CODEC_SAMPLES, type CodecSample } from "./codec/samples.ts";
import type { Trial } from "./codec/trial.ts";
import { TryIt } from "./codec/try-it.tsx";
import type { ProfileTabProps } from "./one.tsx";
import { text } from "./profiles.text.ts";

const CodeEditor = lazy(() => import("./code-editor.tsx"));

const KINDS = ["none", "cayenne-lpp", "javascript"] as const;
type Kind = (typeof KINDS)[number];

const FIRST_TRIAL: Trial = { op: "decode", fPort: 2, hex: "01 67 00 e1", object: "{}" };

/** How payloads of devices with this profile are read, and a place to try it. */
export default function CodecTab({ profile }: ProfileTabProps) {
  const may = useMay("device-profiles", "write");
  const [kind, setKind] = useState(profile.codec.kind as Kind);
  const [source, setSource] = useState(profile.codec.source);
  const [trial, setTrial] = useState(FIRST_TRIAL);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      client.updateDeviceProfile({
        id: profile.id,
        version: profile.version,
        codec: { kind, source },
      }),
    onSuccess: async () => {
      toast(text("codecSaved"));
      await queries.invalidateQueries({ queryKey: ["profile"] });
      await queries.invalidateQueries({ queryKey: ["profiles"] });
    },
  });
  const changed = kind !== profile.codec.kind || source !== profile.codec.source;
  const begin = ({ source: code, fPort, hex, object = "{}" }: CodecSample): void => {
    setSource(code);
    setTrial({ op: "decode", fPort, hex, object });
  };
  return (
    <div className="grid-two">
      <Panel title={text("codec")} note={text("codecNote")}>
        <Stack>
          <Group align="flex-end" gap="sm">
            <Select
              label={text("codecKind")}
              style={{ flex: "1 1 260px" }}
              data={KINDS.map((value) => ({ value, label: text(value) }))}
              value={kind}
              allowDeselect={false}
              disabled={!may}
              onChange={(value) => {
                setKind(value ?? "none");
                if (value === "javascript" && source === "") begin(CODEC_SAMPLES[0]!);
              }}
            />
            {kind === "javascript" && may && <Samples onChoose={begin} />}
          </Group>
          {kind === "javascript" && (
            <>
              <Suspense fallback={<RowsSkeleton rows={6} />}>
                <CodeEditor label={text("source")} value={source} onChange={setSource} />
              </Suspense>
              <Text size="xs" c="dimmed">
                {text("sourceNote")}
              </Text>
            </>
          )}
          {error && <ProblemNotice error={error} />}
          <Group>
            <Button disabled={!changed || !may} loading={isPending} onClick={() => mutate()}>
              {common("save")}
            </Button>
            {changed && (
              <Badge color="yellow" variant="light">
                {text("unsaved")}
              </Badge>
            )}
          </Group>
        </Stack>
      </Panel>
      {kind !== "none" && may && (
        <TryIt codec={{ kind, source }} trial={trial} onChange={setTrial} profileId={profile.id} />
      )}
    </div>
  );
}

function Samples({ onChoose }: { readonly onChoose: (sample: CodecSample) => void }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default">{text("sample")}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {CODEC_SAMPLES.map((sample) => (
          <Menu.Item key={sample.name} onClick={() => onChoose(sample)}>
            {text(sample.name)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
