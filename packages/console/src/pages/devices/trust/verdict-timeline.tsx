import type { AssessmentView } from "@lorats/api";
import { formatDateTime } from "../../../format.ts";
import { hint } from "../../../hint/hint.ts";
import { Stat } from "../../../parts/stat.tsx";
import { VERDICT_COLORS, VERDICTS } from "../../../parts/verdict-badge.tsx";
import { text as verdictText } from "../../../parts/verdict.text.ts";
import { useZone } from "../../../state/zone.ts";

interface JudgedProps {
  /** Oldest first. */
  readonly judged: readonly AssessmentView[];
}

const TONES: Readonly<Record<string, "bad" | "warn">> = { replayed: "bad", suspect: "warn" };

/** How many frames got each verdict. */
export function VerdictCounts({ judged }: JudgedProps) {
  return (
    <div className="grid-stats">
      {VERDICTS.map((verdict) => {
        const count = judged.filter(({ trust }) => trust.verdict === verdict).length;
        return (
          <Stat
            key={verdict}
            label={verdictText(verdict)}
            value={count}
            tone={count === 0 ? undefined : TONES[verdict]}
          />
        );
      })}
    </div>
  );
}

interface VerdictTimelineProps extends JudgedProps {
  readonly onOpen: (frameId: string) => void;
}

/** Strokes that still can be told apart. */
const SHOWN = 400;

/** One stroke a frame, in its verdict's colour; a stroke opens its frame. */
export function VerdictTimeline({ judged, onOpen }: VerdictTimelineProps) {
  const zone = useZone();
  return (
    <div className="verdict-timeline">
      {judged.slice(-SHOWN).map(({ deduplicationId, timing, trust: { verdict } }) => {
        const said = `${verdictText(verdict)}, ${formatDateTime(timing.time, zone)}`;
        return (
          <button
            key={deduplicationId}
            type="button"
            aria-label={said}
            data-verdict={verdict}
            style={{ background: `var(--mantine-color-${VERDICT_COLORS[verdict]}-5)` }}
            onClick={() => onOpen(deduplicationId)}
            {...hint(said)}
          />
        );
      })}
    </div>
  );
}
