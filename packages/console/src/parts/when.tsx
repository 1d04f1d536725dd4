import { formatAgo, formatDateTime } from "../format.ts";
import { useNow } from "../state/now.ts";
import { useZone } from "../state/zone.ts";

interface WhenProps {
  /** RFC 3339. */
  readonly time: string;
  /** `3 min ago`, or day and clock. */
  readonly as?: "ago" | "moment";
}

/** A time in the viewer's zone; like over every `time`, UTC and the zone's name are on hover. */
export function When({ time, as = "moment" }: WhenProps) {
  return as === "ago" ? <Ago time={time} /> : <Moment time={time} />;
}

function Ago({ time }: { readonly time: string }) {
  return (
    <time dateTime={time} className="tnum no-wrap">
      {formatAgo(time, useNow())}
    </time>
  );
}

function Moment({ time }: { readonly time: string }) {
  return (
    <time dateTime={time} className="tnum no-wrap">
      {formatDateTime(time, useZone())}
    </time>
  );
}
