import { Group, Text, Tooltip } from "@mantine/core";
import { formatClock, formatUncertainty } from "../format.ts";
import { messages } from "../i18n/messages.ts";
import { useZone } from "../state/zone.ts";
import { MomentLabel } from "./when.tsx";

const text = messages("sent-at", {
  sdr: "onset of the preamble, by software radio",
  fine: "fine timestamp of the concentrator",
  gps: "gateway’s GPS clock",
  concentrator: "gateway’s own clock",
  backhaul: "arrival at the server",
  unknown: "nothing known",
  from: "from the {source}",
});

type Source = Parameters<typeof text>[0];

/** Where a time comes from, in words. */
export function sourceName(source: string): string {
  const known = ["sdr", "fine", "gps", "concentrator", "backhaul", "unknown"].includes(source);
  return known ? text(source as Source) : source;
}

interface SentAtProps {
  readonly time: string;
  readonly sdNs: number;
  readonly source: string;
}

/** When a frame was sent: as many digits as are known, and how sure they are. */
export function SentAt({ time, sdNs, source }: SentAtProps) {
  const zone = useZone();
  return (
    <Tooltip
      label={
        <>
          <MomentLabel time={time} />
          <br />
          {text("from", { source: sourceName(source) })}
        </>
      }
    >
      <Group gap={6} wrap="nowrap">
        <Text
          component="time"
          dateTime={time}
          size="sm"
          className="tnum"
          style={{ whiteSpace: "nowrap" }}
        >
          {formatClock(time, sdNs, zone)}
        </Text>
        <Text size="xs" c="dimmed" style={{ whiteSpace: "nowrap" }}>
          {formatUncertainty(sdNs)}
        </Text>
      </Group>
    </Tooltip>
  );
}
