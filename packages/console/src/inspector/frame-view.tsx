import { Anchor, Code, Group, Stack, Text } from "@mantine/core";
import type { FrameDetails } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { client } from "../client.ts";
import { base64ToHex, formatDuration, formatMhz, formatUncertainty, spacedHex } from "../format.ts";
import { CopyText } from "../parts/copy-text.tsx";
import { Facts } from "../parts/facts.tsx";
import { Panel } from "../parts/panel.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { sourceName } from "../parts/sent-at.tsx";
import { PageSkeleton } from "../parts/skeletons.tsx";
import { When } from "../parts/when.tsx";
import { Answers } from "./answers.tsx";
import { EveryByte } from "./every-byte.tsx";
import { text } from "./inspector.text.ts";
import { Receptions } from "./receptions.tsx";
import { TimingChart } from "./timing-chart.tsx";
import { VerdictPanel } from "./verdict-panel.tsx";

interface FrameViewProps {
  readonly id: string;
  readonly deviceId: string | undefined;
}

/** Everything known of a frame: time, verdict, payload, bytes, receptions, answers. */
export default function FrameView({ id: frameId, deviceId }: FrameViewProps) {
  const { data, error, isLoading, refetch } = useQuery({
    queryKey: ["frame", frameId],
    queryFn: ({ signal }) => client.getFrame({ id: deviceId!, frameId }, signal),
    enabled: deviceId !== undefined,
    // Late evidence may still come, and answers.
    refetchInterval: 15_000,
  });
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (isLoading || !data) return <PageSkeleton />;
  return <FrameParts frame={data} />;
}

/** The parts of a frame's account, top down by how often they are asked for. */
function FrameParts({ frame }: { readonly frame: FrameDetails }) {
  const assessment = frame.assessments[0];
  return (
    <Stack gap="sm">
      <Group gap="md">
        <Anchor component={Link} to={`/devices/${frame.deviceId}`} size="sm">
          {text("openDevice")}
        </Anchor>
        <Text size="sm" c="dimmed">
          {frame.explanation.summary}
        </Text>
      </Group>
      {assessment && (
        <Panel title={text("sending")}>
          <Facts
            facts={[
              [
                text("firstChirp"),
                <Group gap="xs" key="at">
                  <When time={assessment.timing.time} />
                  <Code>{assessment.timing.time}</Code>
                </Group>,
              ],
              [text("sd"), formatUncertainty(assessment.timing.sdNs)],
              [text("source"), sourceName(assessment.timing.source)],
              [
                text("delivered"),
                assessment.timing.deliveredAt && <When time={assessment.timing.deliveredAt} />,
              ],
            ]}
          />
          <TimingChart frame={frame} timing={assessment.timing} />
        </Panel>
      )}
      {assessment && <VerdictPanel assessment={assessment} receptions={frame.receptions} />}
      <PayloadPanel frame={frame} />
      <EveryByte explanation={frame.explanation} />
      <Receptions frame={frame} />
      <Answers downlinks={frame.downlinks} />
      <RadioPanel frame={frame} />
    </Stack>
  );
}

function PayloadPanel({
  frame: { fPort, data, object, codec = "none" },
}: {
  readonly frame: FrameDetails;
}) {
  if (data === undefined) return null;
  const hex = base64ToHex(data);
  return (
    <Panel title={text("payload")}>
      <Stack gap="xs">
        <Facts
          facts={[
            [text("port"), fPort ?? "–"],
            [
              text("bytes"),
              hex === "" ? "–" : <Code style={{ overflowWrap: "anywhere" }}>{spacedHex(hex)}</Code>,
            ],
          ]}
        />
        {object !== undefined && (
          <>
            <Text size="xs" c="dimmed">
              {text("decoded", { codec })}
            </Text>
            <Code block>{JSON.stringify(object, null, 2)}</Code>
          </>
        )}
        {object === undefined && codec === "none" && hex !== "" && (
          <Text size="xs" c="dimmed">
            {text("noCodec")}
          </Text>
        )}
      </Stack>
    </Panel>
  );
}

function RadioPanel({ frame }: { readonly frame: FrameDetails }) {
  const { devEui, dataRate, freqHz, airtimeNs, freshness } = frame;
  const modulation = frame.receptions[0]?.modulation;
  return (
    <Panel title={text("radio")}>
      <Facts
        facts={[
          [text("modulation"), modulation && modulationText(modulation)],
          [text("frequency"), freqHz === undefined ? undefined : formatMhz(freqHz)],
          [text("dataRate"), dataRate === undefined ? undefined : `DR${dataRate}`],
          [text("airtime"), airtimeNs === undefined ? undefined : formatDuration(airtimeNs)],
          [text("freshness"), freshness && text(freshness)],
          [text("devEui"), <CopyText key="eui" text={devEui} label={text("devEui")} />],
        ]}
      />
    </Panel>
  );
}

type Modulation = FrameDetails["receptions"][number]["modulation"];

function modulationText(modulation: Modulation): string {
  switch (modulation.kind) {
    case "lora": {
      const rate = modulation.codeRate === undefined ? "" : ` · CR ${modulation.codeRate}`;
      return `LoRa SF${modulation.sf} · ${modulation.bwHz / 1000} kHz${rate}`;
    }
    case "fsk":
      return `FSK · ${modulation.bitRateBps / 1000} kbit/s`;
    case "lr-fhss":
      return `LR-FHSS · ${modulation.operatingBwHz / 1000} kHz`;
  }
}
