import { formatCount } from "../../format.ts";
import { Stat } from "../../parts/stat.tsx";
import { When } from "../../parts/when.tsx";
import { text } from "../overview.text.ts";
import type { OverviewProps } from "./props.ts";
import { totalOf } from "./traffic.ts";

const DAY_MS = 86_400_000;

/** The day in figures that are read from across the room. */
export function Figures({ overview }: OverviewProps) {
  const { devices, gateways, traffic, countedSince } = overview;
  const all = gateways.online + gateways.offline + gateways.neverSeen;
  const genuine = totalOf(traffic, "genuine");
  const judged = genuine + totalOf(traffic, "suspect") + totalOf(traffic, "replayed");
  const whole = Date.now() - Date.parse(countedSince) > DAY_MS - 600_000;
  const over = whole ? text("day") : <SinceNote time={countedSince} />;
  return (
    <div className="grid-stats">
      <Stat
        label={text("gateways")}
        value={`${gateways.online} / ${all}`}
        note={text("gatewaysNote", { offline: gateways.offline })}
        tone={gateways.offline > 0 ? "warn" : "good"}
      />
      <Stat label={text("devices")} value={formatCount(devices)} />
      <Stat label={text("uplinks")} value={formatCount(totalOf(traffic, "uplinks"))} note={over} />
      <Stat
        label={text("refusals")}
        value={formatCount(totalOf(traffic, "refusals"))}
        note={over}
      />
      <Stat
        label={text("believed")}
        value={judged === 0 ? "–" : `${Math.round((1000 * genuine) / judged) / 10} %`}
        note={
          judged === 0
            ? text("nothingJudged")
            : text("believedNote", { count: formatCount(judged) })
        }
        tone={judged > 0 && genuine < judged ? "warn" : undefined}
      />
    </div>
  );
}

function SinceNote({ time }: { readonly time: string }) {
  const [before, after] = text("sinceNote", { time: "\u0000" }).split("\u0000");
  return (
    <>
      {before}
      <When time={time} />
      {after}
    </>
  );
}
