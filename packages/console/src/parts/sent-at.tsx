import { hint } from "../hint/hint.ts";
import { formatClock, formatUncertainty } from "../format.ts";
import { messages } from "../i18n/messages.ts";
import { useZone } from "../state/zone.ts";

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
  return (
    <span className="no-wrap" {...hint(text("from", { source: sourceName(source) }))}>
      <time dateTime={time} className="tnum">
        {formatClock(time, sdNs, useZone())}
      </time>
      <span className="aside">{formatUncertainty(sdNs)}</span>
    </span>
  );
}
