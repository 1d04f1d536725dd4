import { Button, Text } from "@mantine/core";
import type { FrameDetails } from "@lorats/api";
import { useMutation, useQuery } from "@tanstack/react-query";
import { client, queries } from "../client.ts";
import { OpenSnippet } from "../pages/gateways/spectrum/open-snippet.tsx";
import { Panel } from "../parts/panel.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { RowsSkeleton } from "../parts/skeletons.tsx";
import { useMay } from "../state/access.ts";
import { text } from "./forensics.text.ts";

type Reception = FrameDetails["receptions"][number];
type Heard = Reception & { readonly lts: NonNullable<Reception["lts"]> };

const LOOK_MS = 3_000;

/** The samples of the frame's preamble, where a software radio heard it. */
export function SamplesPanels({ frame }: { readonly frame: FrameDetails }) {
  const heard = frame.receptions.filter((one): one is Heard => one.lts !== undefined);
  if (heard.length === 0) {
    return (
      <Panel title={text("samples")}>
        <Text size="sm" c="dimmed">
          {text("noSdr")}
        </Text>
      </Panel>
    );
  }
  return heard.map((one) => <Samples key={one.gatewayId} reception={one} />);
}

function Samples({ reception }: { readonly reception: Heard }) {
  const { gatewayId, gatewayEui, lts, freqHz, modulation } = reception;
  const gateway = reception.gatewayName ?? gatewayEui;
  const mayAsk = useMay("gateways", "write");
  const queryKey = ["gateway", gatewayId, "snippets"];
  const { data, error } = useQuery({
    queryKey,
    queryFn: ({ signal }) => client.listSnippets({ id: gatewayId }, signal),
    refetchInterval: LOOK_MS,
  });
  const ask = useMutation({
    mutationFn: () =>
      client.requestSnippet({
        id: gatewayId,
        onset: lts.onset,
        freqHz,
        sf: modulation.kind === "lora" ? modulation.sf : 7,
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey }),
  });
  const snippet = data?.items.find(({ onset }) => Date.parse(onset) === Date.parse(lts.onset));
  return (
    <Panel title={text("samples")} note={text("samplesNote", { gateway })}>
      {error && <ProblemNotice error={error} />}
      {ask.error && <ProblemNotice error={ask.error} />}
      {!data && !error && <RowsSkeleton rows={3} />}
      {data && !snippet && mayAsk && (
        <Button variant="light" loading={ask.isPending} onClick={() => ask.mutate()}>
          {text("ask", { gateway })}
        </Button>
      )}
      {snippet?.state === "wanted" && (
        <Text size="sm" c="dimmed" role="status">
          {text("asking")}
        </Text>
      )}
      {snippet?.state === "gone" && (
        <Text size="sm" c="dimmed">
          {text("gone")}
        </Text>
      )}
      {snippet?.state === "held" && <OpenSnippet id={gatewayId} snippetId={snippet.id} />}
    </Panel>
  );
}
