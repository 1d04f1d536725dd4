import { Text } from "@mantine/core";
import type { FrameDetails } from "@lorats/api";
import { formatDuration, formatUncertainty } from "../format.ts";
import type { Timing } from "../live/frame.ts";
import { text } from "./inspector.text.ts";
import { timesOf } from "./times.ts";

interface TimingChartProps {
  readonly frame: FrameDetails;
  readonly timing: Timing;
}

const WIDTH = 640;
const ROW = 26;
const LEFT = 190;
const RIGHT = 120;

/** When the first chirp left by each clock, with its uncertainty, against what is believed. */
export function TimingChart({ frame, timing }: TimingChartProps) {
  const rows = timesOf(frame, timing);
  if (rows.length === 0) return null;
  const reach = Math.max(
    ...rows.map(({ offsetNs, sdNs }) => Math.abs(offsetNs) + sdNs),
    timing.sdNs,
  );
  // Nanoseconds and tens of milliseconds stand side by side: linear within what is believed, logarithmic beyond.
  const far = Math.log1p(reach / Math.max(timing.sdNs, 1));
  const x = (ns: number): number => {
    const away = Math.log1p(Math.abs(ns) / Math.max(timing.sdNs, 1)) / far;
    return LEFT + (WIDTH - LEFT - RIGHT) * (0.5 + 0.46 * Math.sign(ns) * away);
  };
  const height = ROW * rows.length + 24;
  return (
    <figure style={{ margin: "14px 0 0" }}>
      <Text size="xs" c="dimmed" component="figcaption" mb={4}>
        {text("timelineNote")}
      </Text>
      <div style={{ overflowX: "auto" }} tabIndex={0} role="group" aria-label={text("timeline")}>
        <svg
          viewBox={`0 0 ${WIDTH} ${height}`}
          width="100%"
          style={{ minWidth: 520, maxWidth: 1.2 * WIDTH }}
          role="img"
          aria-label={text("timeline")}
        >
          <rect
            x={x(-timing.sdNs)}
            y="0"
            width={Math.max(1.5, x(timing.sdNs) - x(-timing.sdNs))}
            height={height - 20}
            fill="var(--mantine-color-teal-5)"
            opacity="0.25"
          />
          <line x1={x(0)} x2={x(0)} y1="0" y2={height - 20} stroke="var(--mantine-color-teal-6)" />
          {rows.map(({ label, offsetNs, sdNs }, i) => {
            const y = ROW * i + ROW / 2;
            return (
              <g key={i} fill="var(--mantine-color-text)" fontSize="12">
                <text x="0" y={y + 4}>
                  {label.length > 28 ? `${label.slice(0, 27)}…` : label}
                </text>
                <line
                  x1={x(offsetNs - sdNs)}
                  x2={x(offsetNs + sdNs)}
                  y1={y}
                  y2={y}
                  stroke="currentColor"
                  strokeWidth="1.5"
                  opacity="0.55"
                />
                <circle cx={x(offsetNs)} cy={y} r="4" />
                <text x={WIDTH} y={y + 4} textAnchor="end" fill="var(--mantine-color-dimmed)">
                  {offsetNs < 0 ? "−" : "+"}
                  {formatDuration(Math.abs(offsetNs))} {formatUncertainty(sdNs)}
                </text>
              </g>
            );
          })}
          <text
            x={x(0)}
            y={height - 6}
            textAnchor="middle"
            fontSize="11"
            fill="var(--mantine-color-dimmed)"
          >
            {text("believed")}
          </text>
        </svg>
      </div>
    </figure>
  );
}
