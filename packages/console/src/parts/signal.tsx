import { Group, Text, Tooltip } from "@mantine/core";
import type { FrameReception } from "../live/frame.ts";

const BARS = [-120, -110, -100, -90] as const;

/** The strongest reception as bars and figures. */
export function Signal({ receptions }: { readonly receptions: readonly FrameReception[] }) {
  const best = receptions[0];
  if (!best) return <Text c="dimmed">–</Text>;
  const snr = best.snrDb === undefined ? "" : ` / ${best.snrDb.toFixed(1)} dB`;
  return (
    <Tooltip
      label={`strongest of ${receptions.length}: ${best.gatewayName ?? best.gatewayEui}`}
      withArrow
    >
      <Group gap={6} wrap="nowrap">
        <svg
          width="18"
          height="14"
          style={{ flexShrink: 0 }}
          role="img"
          aria-label={`${best.rssiDbm} dBm`}
        >
          {BARS.map((threshold, i) => (
            <rect
              key={threshold}
              x={i * 5}
              y={10 - i * 3}
              width="3.4"
              height={4 + i * 3}
              rx="1"
              fill="currentColor"
              opacity={best.rssiDbm >= threshold ? 0.9 : 0.2}
            />
          ))}
        </svg>
        <Text size="sm" style={{ whiteSpace: "nowrap" }}>
          {Math.round(best.rssiDbm)}
          <Text span size="xs" c="dimmed">
            {" dBm"}
            {snr}
          </Text>
        </Text>
      </Group>
    </Tooltip>
  );
}
