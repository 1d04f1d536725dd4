import { Badge, Button, Group, Select, Stack, Text } from "@mantine/core";
import type { DeviceProfile } from "@lorats/api";
import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { client, queries } from "../../client.ts";
import { common } from "../../i18n/common.text.ts";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { RowsSkeleton } from "../../parts/skeletons.tsx";
import { useMay } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { text } from "./profiles.text.ts";

const CodeEditor = lazy(() => import("./code-editor.tsx"));

const KINDS = ["none", "cayenne-lpp", "javascript"] as const;
type Kind = (typeof KINDS)[number];

/** How payloads of devices with this profile are read. */
export default function CodecTab({ profile }: { readonly profile: DeviceProfile }) {
  const may = useMay("device-profiles", "write");
  const [kind, setKind] = useState(profile.codec.kind as Kind);
  const [source, setSource] = useState(profile.codec.source);
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
  return (
    <Stack gap="md">
      <Panel title={text("codec")} note={text("codecNote")}>
        <Stack>
          <Select
            label={text("codecKind")}
            maw={420}
            data={KINDS.map((value) => ({ value, label: text(value) }))}
            value={kind}
            allowDeselect={false}
            disabled={!may}
            onChange={(value) => setKind(value ?? "none")}
          />
          {kind === "javascript" && (
            <Suspense fallback={<RowsSkeleton rows={6} />}>
              <CodeEditor label={text("source")} value={source} onChange={setSource} />
            </Suspense>
          )}
          {error && <ProblemNotice error={error} />}
          <Group>
            <Button disabled={!changed || !may} loading={isPending} onClick={() => mutate()}>
              {common("save")}
            </Button>
            {changed && <Badge color="yellow">{text("unsaved")}</Badge>}
          </Group>
        </Stack>
      </Panel>
      {kind === "javascript" && <Text size="sm">{text("sourceNote")}</Text>}
    </Stack>
  );
}
