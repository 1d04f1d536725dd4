import { Code, Drawer, Group, Stack, Table, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { formatUncertainty, spacedHex } from "../format.ts";
import { VerdictBadge } from "../parts/verdict-badge.tsx";
import type { Frame } from "./frame.ts";

interface FrameDrawerProps {
  readonly frame: Frame | undefined;
  readonly gatewayNames: ReadonlyMap<string, string>;
  readonly onClose: () => void;
}

/** One frame in full. */
export function FrameDrawer({ frame, gatewayNames, onClose }: FrameDrawerProps) {
  return (
    <Drawer
      opened={frame !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={frame && `${frame.deviceName} · frame ${frame.fCnt}`}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {frame && (
        <Stack gap="lg">
          <Section title="Time of sending">
            <Fact name="First preamble chirp (UTC)">
              <Code>{frame.time}</Code>
            </Fact>
            <Fact name="Standard deviation">{formatUncertainty(frame.sdNs)}</Fact>
            <Fact name="Source">{frame.source}</Fact>
            <Fact name="Verdict">
              <VerdictBadge verdict={frame.verdict} />
            </Fact>
          </Section>
          <Section title="Payload">
            <Fact name="Port">{frame.fPort ?? "none"}</Fact>
            <Fact name="Bytes">
              <Code style={{ overflowWrap: "anywhere" }}>
                {spacedHex(frame.payloadHex) || "none"}
              </Code>
            </Fact>
            {frame.decoded !== undefined && (
              <Code block>{JSON.stringify(frame.decoded, null, 2)}</Code>
            )}
          </Section>
          <Section title="Receptions">
            <Table verticalSpacing={6}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Gateway</Table.Th>
                  <Table.Th ta="right">RSSI</Table.Th>
                  <Table.Th ta="right">SNR</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {frame.receptions.map((reception) => (
                  <Table.Tr key={reception.gatewayEui}>
                    <Table.Td>
                      {reception.gatewayName ??
                        gatewayNames.get(reception.gatewayEui) ??
                        reception.gatewayEui}
                    </Table.Td>
                    <Table.Td ta="right">{Math.round(reception.rssiDbm)} dBm</Table.Td>
                    <Table.Td ta="right">{reception.snrDb?.toFixed(1) ?? "–"} dB</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Section>
          <Section title="Radio">
            <Fact name="Modulation">{frame.radio}</Fact>
            <Fact name="Frequency">{frame.freqMhz} MHz</Fact>
            <Fact name="DevEUI">
              <Code>{frame.devEui}</Code>
            </Fact>
          </Section>
        </Stack>
      )}
    </Drawer>
  );
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Stack gap="xs">
      <Title order={3} size="h5">
        {title}
      </Title>
      {children}
    </Stack>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <Group justify="space-between" wrap="nowrap" align="flex-start">
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text size="sm" component="div" ta="right">
        {children}
      </Text>
    </Group>
  );
}
