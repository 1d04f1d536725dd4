import { Text, Tooltip } from "@mantine/core";
import { formatAgo, formatDateTime } from "../format.ts";
import { useNow } from "../state/now.ts";
import { localZoneName, useZone } from "../state/zone.ts";

interface WhenProps {
  /** RFC 3339. */
  readonly time: string;
  /** `3 min ago`, or day and clock. */
  readonly as?: "ago" | "moment";
}

/** A time in the viewer's zone; UTC and the zone's name are on hover. */
export function When({ time, as = "moment" }: WhenProps) {
  const now = useNow();
  const zone = useZone();
  return (
    <Tooltip label={<MomentLabel time={time} />}>
      <Text
        component="time"
        dateTime={time}
        inherit
        className="tnum"
        style={{ whiteSpace: "nowrap" }}
      >
        {as === "ago" ? formatAgo(time, now) : formatDateTime(time, zone)}
      </Text>
    </Tooltip>
  );
}

/** Both readings of a moment, for a tooltip. */
export function MomentLabel({ time }: { readonly time: string }) {
  return (
    <span className="tnum">
      {time.replace("T", " ").replace("Z", "")} UTC
      <br />
      {formatDateTime(time, "local")} {localZoneName()}
    </span>
  );
}
