import { hint } from "../hint/hint.ts";
import type { Verdict } from "../live/frame.ts";
import { text } from "./verdict.text.ts";

export const VERDICT_COLORS: Readonly<Record<Verdict, string>> = {
  genuine: "teal",
  unverified: "gray",
  suspect: "yellow",
  replayed: "red",
};
export const VERDICTS = Object.keys(VERDICT_COLORS) as readonly Verdict[];

/** A badge of plain elements: the live list replaces hundreds of them a second. */
export function VerdictBadge({ verdict }: { readonly verdict: Verdict }) {
  return (
    <span className="verdict" data-verdict={verdict} {...hint(text(`${verdict}Says`))}>
      {text(verdict)}
    </span>
  );
}
