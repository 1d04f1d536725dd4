import { Text } from "@mantine/core";
import type { ReactNode } from "react";

interface StatProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly tone?: "good" | "warn" | "bad" | undefined;
}

/** The theme's colours for text upon light surfaces, which keep their contrast in both schemes. */
const COLORS = { good: "teal", warn: "yellow", bad: "red" } as const;

/** One figure that is read from across the room. */
export function Stat({ label, value, note, tone }: StatProps) {
  return (
    <div className="panel stat">
      <Text size="xs" c="dimmed" fw={550}>
        {label}
      </Text>
      <Text
        className="stat-value"
        {...(tone && { c: `var(--mantine-color-${COLORS[tone]}-light-color)` })}
        component="div"
      >
        {value}
      </Text>
      {note !== undefined && (
        <Text size="xs" c="dimmed" component="div">
          {note}
        </Text>
      )}
    </div>
  );
}
