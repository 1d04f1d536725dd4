import { Button, Group, Stack, Table, Text } from "@mantine/core";
import type { FrameDetails } from "@lorats/api";
import { useMutation } from "@tanstack/react-query";
import { client, queries } from "../client.ts";
import { text as trustText } from "../pages/devices/trust.text.ts";
import { Panel } from "../parts/panel.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { VerdictBadge } from "../parts/verdict-badge.tsx";
import { text as verdictText } from "../parts/verdict.text.ts";
import { useMay } from "../state/access.ts";
import { toast } from "../state/toasts.ts";
import { EvidenceBar } from "./evidence-bar.tsx";
import { text } from "./inspector.text.ts";

type Assessment = FrameDetails["assessments"][number];
type Evidence = Assessment["trust"]["evidence"][number];

/** What a person says of the frame; the device's track learns from it. */
function SayWhatItWas({ assessment }: { readonly assessment: Assessment }) {
  const may = useMay("devices", "write");
  const { deviceId, deduplicationId, trust } = assessment;
  const say = useMutation({
    mutationFn: (label: "false-alarm" | "attack") =>
      client.addTrustLabel({ id: deviceId, label, deduplicationId }),
    onSuccess: async () => {
      toast(trustText("labelled"));
      await queries.invalidateQueries({ queryKey: ["device", deviceId] });
    },
  });
  if (!may || trust.verdict === "unverified") return null;
  return (
    <Group gap="xs">
      <Text size="xs" c="dimmed">
        {trustText("say")}
      </Text>
      <Button size="compact-xs" variant="default" onClick={() => say.mutate("false-alarm")}>
        {trustText("wasGenuine")}
      </Button>
      <Button size="compact-xs" variant="default" onClick={() => say.mutate("attack")}>
        {trustText("wasAttack")}
      </Button>
      {say.error && <ProblemNotice error={say.error} />}
    </Group>
  );
}

interface VerdictPanelProps {
  readonly assessment: Assessment;
  readonly receptions: FrameDetails["receptions"];
}

/** The verdict and everything that it rests on. */
export function VerdictPanel({ assessment, receptions }: VerdictPanelProps) {
  const { verdict, falseAlarm, evidence } = assessment.trust;
  const nameOf = (gatewayId: string | undefined): string =>
    receptions.find((one) => one.gatewayId === gatewayId)?.gatewayName ?? "";
  return (
    <Panel title={text("verdict")}>
      <Stack gap="xs">
        <Group gap="sm">
          <VerdictBadge verdict={verdict} />
          <Text size="sm">{verdictText(`${verdict}Says`)}.</Text>
        </Group>
        {falseAlarm !== undefined && (
          <Text size="sm" c="dimmed">
            {text("falseAlarm")}: {falseAlarm.toExponential(1)}
          </Text>
        )}
        {evidence.length === 0 ? (
          <Text size="sm" c="dimmed">
            {text("noEvidence")}
          </Text>
        ) : (
          <Table.ScrollContainer
            minWidth={420}
            scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}
          >
            <Table aria-label={text("evidence")} verticalSpacing={6}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{text("test")}</Table.Th>
                  <Table.Th>{text("observed")}</Table.Th>
                  <Table.Th>{text("expected")}</Table.Th>
                  <Table.Th>{text("pValue")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {evidence.map((one, i) => (
                  <EvidenceRow key={i} evidence={one} gateway={nameOf(one.gatewayId)} />
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
        <SayWhatItWas assessment={assessment} />
      </Stack>
    </Panel>
  );
}

function EvidenceRow({
  evidence,
  gateway,
}: {
  readonly evidence: Evidence;
  readonly gateway: string;
}) {
  const { test, note, observedHz, expectedHz, sdHz, pValue, log10Bayes } = evidence;
  const hasBand = observedHz !== undefined && expectedHz !== undefined && sdHz !== undefined;
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm" fw={550}>
          {test}
        </Text>
        <Text size="xs" c="dimmed">
          {[gateway, note].filter(Boolean).join(" · ")}
        </Text>
        {hasBand && <EvidenceBar observed={observedHz} expected={expectedHz} sd={sdHz} unit="Hz" />}
      </Table.Td>
      <Table.Td className="tnum" style={{ whiteSpace: "nowrap" }}>
        {observedHz !== undefined && `${observedHz.toFixed(1)} Hz`}
      </Table.Td>
      <Table.Td className="tnum" style={{ whiteSpace: "nowrap" }}>
        {expectedHz !== undefined && `${expectedHz.toFixed(1)} Hz`}
        {sdHz !== undefined && (
          <Text size="xs" c="dimmed">
            ±{sdHz.toFixed(1)} Hz
          </Text>
        )}
      </Table.Td>
      <Table.Td className="tnum" style={{ whiteSpace: "nowrap" }}>
        {pValue !== undefined && formatP(pValue)}
        {log10Bayes !== undefined && (
          <Text size="xs" c={log10Bayes > 0 ? "red" : "dimmed"} title={text("bayesNote")}>
            {text("bayes", { bits: log10Bayes.toFixed(1) })}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function formatP(p: number): string {
  return p < 0.001 ? p.toExponential(1) : p.toFixed(3);
}
