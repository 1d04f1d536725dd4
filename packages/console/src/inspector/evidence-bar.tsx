const WIDTH = 220;
const HEIGHT = 18;
/** Standard deviations shown to either side; what lies further out is drawn at the edge. */
const REACH = 6;

interface EvidenceBarProps {
  readonly observed: number;
  readonly expected: number;
  readonly sd: number;
  readonly unit: string;
}

/** A value against the band in which it was expected: dark to ±1, light to ±3 standard deviations. */
export function EvidenceBar({ observed, expected, sd, unit }: EvidenceBarProps) {
  const off = sd > 0 ? (observed - expected) / sd : 0;
  const shown = Math.max(-REACH, Math.min(REACH, off));
  const x = (deviations: number): number => ((deviations + REACH) / (2 * REACH)) * WIDTH;
  const isFar = Math.abs(off) > 3;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={`${off.toFixed(1)} standard deviations from the expected ${expected.toFixed(1)} ${unit}`}
      style={{ display: "block", maxWidth: "100%" }}
    >
      <rect x="0" y="6" width={WIDTH} height="6" rx="3" fill="var(--lorats-line)" />
      <rect
        x={x(-3)}
        y="6"
        width={x(3) - x(-3)}
        height="6"
        fill="var(--mantine-color-teal-4)"
        opacity="0.45"
      />
      <rect
        x={x(-1)}
        y="6"
        width={x(1) - x(-1)}
        height="6"
        fill="var(--mantine-color-teal-6)"
        opacity="0.7"
      />
      <line x1={x(0)} x2={x(0)} y1="3" y2="15" stroke="var(--mantine-color-text)" opacity="0.5" />
      <circle
        cx={x(shown)}
        cy="9"
        r="5"
        fill={isFar ? "var(--mantine-color-red-6)" : "var(--mantine-color-text)"}
        stroke="var(--lorats-panel)"
        strokeWidth="1.5"
      />
    </svg>
  );
}
