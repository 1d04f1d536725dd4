import { hint } from "../hint/hint.ts";
import { messages } from "../i18n/messages.ts";
import type { FrameReception } from "../live/frame.ts";

const text = messages("signal", {
  strongest: "strongest of {count}: {gateway}",
});

const BARS = [-120, -110, -100, -90] as const;

/** The strongest reception as bars and figures. */
export function Signal({ receptions }: { readonly receptions: readonly FrameReception[] }) {
  const best = receptions[0];
  if (!best) return "–";
  const { gatewayName, gatewayEui, rssiDbm, snrDb } = best;
  const gateway = gatewayName ?? gatewayEui;
  return (
    <span
      className="signal no-wrap"
      {...hint(text("strongest", { count: receptions.length, gateway }))}
    >
      <svg width="18" height="14" role="img" aria-label={`${rssiDbm} dBm`}>
        {BARS.map((threshold, i) => (
          <rect
            key={threshold}
            x={i * 5}
            y={10 - i * 3}
            width="3.4"
            height={4 + i * 3}
            rx="1"
            fill="currentColor"
            opacity={rssiDbm >= threshold ? 0.9 : 0.2}
          />
        ))}
      </svg>
      {Math.round(rssiDbm)}
      <span className="aside">dBm{snrDb !== undefined && ` / ${snrDb.toFixed(1)} dB`}</span>
    </span>
  );
}
