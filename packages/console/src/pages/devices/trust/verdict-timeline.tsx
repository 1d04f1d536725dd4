import { Tooltip } from "@mantine/core";
import type { Uplink } from "@lorats/api";
import { formatDateTime } from "../../../format.ts";
import { VERDICT_COLORS } from "../../../parts/verdict-badge.tsx";
import { text as verdictText } from "../../../parts/verdict.text.ts";
import { useZone } from "../../../state/zone.ts";

interface VerdictTimelineProps {
  readonly uplinks: readonly Uplink[];
  readonly onOpen: (uplink: Uplink) => void;
}

/** One stroke a frame, in its verdict's colour; a stroke opens its frame. */
export function VerdictTimeline({ uplinks, onOpen }: VerdictTimelineProps) {
  const zone = useZone();
  return (
    <div className="verdict-timeline">
      {uplinks.map((uplink) => {
        const verdict = uplink.trust!.verdict;
        const said = `#${uplink.fCnt} ${verdictText(verdict)}, ${formatDateTime(uplink.time, zone)}`;
        return (
          <Tooltip key={uplink.position} label={said}>
            <button
              type="button"
              aria-label={said}
              data-verdict={verdict}
              style={{ background: `var(--mantine-color-${VERDICT_COLORS[verdict]}-5)` }}
              onClick={() => onOpen(uplink)}
            />
          </Tooltip>
        );
      })}
    </div>
  );
}
