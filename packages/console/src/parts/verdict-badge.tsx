import { Badge, Tooltip } from "@mantine/core";
import type { Verdict } from "../live/frame.ts";
import { text } from "./verdict.text.ts";

export const VERDICT_COLORS: Readonly<Record<Verdict, string>> = {
  genuine: "teal",
  unverified: "gray",
  suspect: "yellow",
  replayed: "red",
};
export const VERDICTS = Object.keys(VERDICT_COLORS) as readonly Verdict[];

export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  return (
    <Tooltip label={text(`${verdict}Says`)}>
      <Badge color={VERDICT_COLORS[verdict]} variant="light" miw="max-content">
        {text(verdict)}
      </Badge>
    </Tooltip>
  );
}
