import { Text } from "@mantine/core";
import type { FrameDetails, Uplink } from "@lorats/api";
import { formatClock, formatDay, formatDuration, formatUncertainty } from "../format.ts";
import { Panel } from "../parts/panel.tsx";
import { sourceName } from "../parts/sent-at.tsx";
import { Stat } from "../parts/stat.tsx";
import { useZone } from "../state/zone.ts";
import { twoTimes } from "./bounds.ts";
import { text } from "./forensics.text.ts";

interface TimestampPanelProps {
  readonly frame: FrameDetails;
  readonly earlier: readonly Uplink[];
}

/** With clock times, a server's arrival is no better than this. */
const HEARD_SD_NS = 1e6;

/** The time that the frame's data would carry with detection off, beside what is believed now. */
export function TimestampPanel({ frame, earlier }: TimestampPanelProps) {
  const zone = useZone();
  const [assessment] = frame.assessments;
  if (!assessment) return null;
  const times = twoTimes(frame, assessment, earlier);
  const { heardAt, sentAt, sdNs, source, differenceNs, before } = times;
  const { verdict } = assessment.trust;
  const isDoubted = verdict === "replayed" || verdict === "suspect";
  return (
    <Panel title={text("timestamp")} note={text("timestampNote")}>
      <div className="grid-times">
        <Stat
          label={text("off")}
          value={formatClock(heardAt, HEARD_SD_NS, zone)}
          note={`${formatDay(heardAt, zone)}, ${text("offNote")}`}
          tone={isDoubted ? "bad" : undefined}
        />
        <Stat
          label={text("on")}
          value={formatClock(sentAt, sdNs, zone)}
          note={text("onNote", {
            sd: formatUncertainty(sdNs).slice(1),
            source: sourceName(source),
          })}
          tone={verdict === "genuine" ? "good" : undefined}
        />
        <Stat
          label={text("difference")}
          value={differenceNs === 0 ? "0" : formatDuration(differenceNs)}
          {...(differenceNs === 0 && { note: text("same") })}
          tone={differenceNs > 0 ? "warn" : undefined}
        />
        {isDoubted && before && (
          <Stat
            label={text("between")}
            value={formatClock(before.time, HEARD_SD_NS, zone)}
            note={text("betweenNote", { fCnt: before.fCnt })}
          />
        )}
      </div>
      {isDoubted && before && (
        <Text size="sm" c="dimmed" mt="sm">
          {text("whyBounds", { fCnt: before.fCnt })}
        </Text>
      )}
    </Panel>
  );
}
