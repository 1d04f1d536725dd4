import { Badge, Group, Paper, Stack, Table, Text, UnstyledButton } from "@mantine/core";
import { IconAntenna } from "@tabler/icons-react";
import { spacedHex } from "../format.ts";
import { SentAt } from "../parts/sent-at.tsx";
import { Signal } from "../parts/signal.tsx";
import { VerdictBadge } from "../parts/verdict-badge.tsx";
import { summary, type Frame } from "./frame.ts";

interface FrameListProps {
  readonly frames: readonly Frame[];
  readonly onOpen: (frame: Frame) => void;
}

/** The frames as a table, for wide windows. */
export function FrameTable({ frames, onOpen }: FrameListProps) {
  return (
    <Paper withBorder visibleFrom="md" style={{ overflow: "hidden" }}>
      <Table.ScrollContainer minWidth={900} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table highlightOnHover verticalSpacing={7} aria-label="Uplinks, newest first">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Sent at</Table.Th>
              <Table.Th>Device</Table.Th>
              <Table.Th>Payload</Table.Th>
              <Table.Th>Radio</Table.Th>
              <Table.Th>Signal</Table.Th>
              <Table.Th style={{ whiteSpace: "nowrap" }}>Heard by</Table.Th>
              <Table.Th>Verdict</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {frames.map((frame) => (
              <Table.Tr key={frame.id} onClick={() => onOpen(frame)} style={{ cursor: "pointer" }}>
                <Table.Td>
                  <SentAt time={frame.time} sdNs={frame.sdNs} source={frame.source} />
                </Table.Td>
                <Table.Td maw={220}>
                  <UnstyledButton
                    onClick={() => onOpen(frame)}
                    aria-label={`Open frame ${frame.deviceName} #${frame.fCnt}${frame.confirmed ? " · confirmed" : ""}`}
                    w="100%"
                  >
                    <Text size="sm" fw={550} truncate>
                      {frame.deviceName}
                    </Text>
                    <Text size="xs" c="dimmed">
                      #{frame.fCnt}
                      {frame.confirmed ? " · confirmed" : ""}
                    </Text>
                  </UnstyledButton>
                </Table.Td>
                <Table.Td maw={320}>
                  <PayloadText frame={frame} />
                </Table.Td>
                <Table.Td>
                  <Text size="sm">{frame.radio}</Text>
                  <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
                    {frame.freqMhz} MHz
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Signal receptions={frame.receptions} />
                </Table.Td>
                <Table.Td>
                  <GatewayCount count={frame.receptions.length} />
                </Table.Td>
                <Table.Td>
                  <VerdictBadge verdict={frame.verdict} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}

/** The frames as cards, for a phone. */
export function FrameCards({ frames, onOpen }: FrameListProps) {
  return (
    <Stack gap="xs" hiddenFrom="md" role="list" aria-label="Uplinks, newest first">
      {frames.map((frame) => (
        <Paper key={frame.id} withBorder p="sm" role="listitem">
          <UnstyledButton onClick={() => onOpen(frame)} w="100%">
            <Group justify="space-between" wrap="nowrap" gap="xs">
              <Text fw={600} truncate>
                {frame.deviceName}
              </Text>
              <VerdictBadge verdict={frame.verdict} />
            </Group>
            <SentAt time={frame.time} sdNs={frame.sdNs} source={frame.source} />
            <PayloadText frame={frame} />
            <Group gap="md" mt={4}>
              <Signal receptions={frame.receptions} />
              <Text size="sm">{frame.radio}</Text>
              <GatewayCount count={frame.receptions.length} />
            </Group>
          </UnstyledButton>
        </Paper>
      ))}
    </Stack>
  );
}

function PayloadText({ frame }: { readonly frame: Frame }) {
  const text = summary(frame.decoded);
  if (text !== "") {
    return (
      <Text size="sm" lineClamp={2}>
        {text}
      </Text>
    );
  }
  return (
    <Text size="sm" ff="monospace" truncate c={frame.payloadHex === "" ? "dimmed" : "inherit"}>
      {frame.payloadHex === "" ? "no payload" : spacedHex(frame.payloadHex)}
    </Text>
  );
}

function GatewayCount({ count }: { readonly count: number }) {
  return (
    <Badge
      variant="default"
      leftSection={<IconAntenna size={13} />}
      aria-label={`heard by ${count} gateway${count === 1 ? "" : "s"}`}
    >
      {count}
    </Badge>
  );
}
