import { Badge, Group, Stack, Text } from "@mantine/core";
import type { FrameDetails } from "@lorats/api";
import { formatMhz } from "../format.ts";
import { Panel } from "../parts/panel.tsx";
import { text } from "./inspector.text.ts";

type Downlink = FrameDetails["downlinks"][number];

/** What was sent in answer to a frame, with its MAC commands in words. */
export function Answers({ downlinks }: { readonly downlinks: readonly Downlink[] }) {
  return (
    <Panel title={text("answers")}>
      {downlinks.length === 0 && (
        <Text size="sm" c="dimmed">
          {text("noAnswers")}
        </Text>
      )}
      <Stack gap="md">
        {downlinks.map((downlink) => (
          <Answer key={downlink.downlinkId} downlink={downlink} />
        ))}
      </Stack>
    </Panel>
  );
}

function Answer({ downlink }: { readonly downlink: Downlink }) {
  const { purpose, window, gatewayName, gatewayEui, freqHz, powerDbm, status, explanation } =
    downlink;
  const commands = explanation.parts.filter(({ depth, at }) => depth === 1 && at >= 8);
  return (
    <Stack gap={4}>
      <Group gap="xs">
        <Badge variant="light">{text(purpose)}</Badge>
        <Text size="sm">
          {window.toUpperCase()} · {gatewayName ?? gatewayEui} · {formatMhz(freqHz)} · {powerDbm}{" "}
          dBm
        </Text>
        <Text size="sm" c={status === undefined || status === "OK" ? "dimmed" : "red"}>
          {status === undefined
            ? text("unconfirmed")
            : status === "OK"
              ? text("sent")
              : text("notSent", { status })}
        </Text>
      </Group>
      <Text size="xs" c="dimmed">
        {explanation.summary}
      </Text>
      {commands.map(({ name, meaning, at }) => (
        <Text key={at} size="sm">
          <b style={{ fontWeight: 550 }}>{name}</b> {meaning}
        </Text>
      ))}
    </Stack>
  );
}
