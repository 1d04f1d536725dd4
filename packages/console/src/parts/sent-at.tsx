import { Group, Text, Tooltip } from "@mantine/core";
import { formatClock, formatUncertainty } from "../format.ts";

interface SentAtProps {
  readonly time: string;
  readonly sdNs: number;
  readonly source: string;
}

const SOURCES: Readonly<Record<string, string>> = {
  sdr: "onset of the preamble, by software radio",
  fine: "fine timestamp of the concentrator",
  gps: "gateway's GPS clock",
  concentrator: "gateway's own clock",
  backhaul: "arrival at the server",
};

/** When a frame was sent: as many digits as are known, and how sure they are. */
export function SentAt({ time, sdNs, source }: SentAtProps) {
  return (
    <Tooltip label={`${time} UTC, from ${SOURCES[source] ?? source}`} withArrow multiline>
      <Group gap={6} wrap="nowrap">
        <Text size="sm" ff="monospace" style={{ whiteSpace: "nowrap" }}>
          {formatClock(time, sdNs)}
        </Text>
        <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
          {formatUncertainty(sdNs)}
        </Text>
      </Group>
    </Tooltip>
  );
}
