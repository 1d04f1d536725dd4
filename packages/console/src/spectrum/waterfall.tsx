import type { SpectrumPage } from "@lorats/api";
import { useEffect, useRef } from "react";
import { formatMhz } from "../format.ts";
import { levelsOf, palette, stretch } from "./levels.ts";
import { text } from "./spectrum.text.ts";

export interface Mark {
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly freqHz: number;
  readonly bwHz: number;
  readonly kind: "frame" | "orphan";
}

interface WaterfallProps {
  /** The newest rows, oldest first. */
  readonly rows: SpectrumPage["rows"];
  readonly page: SpectrumPage;
  readonly marks: readonly Mark[];
}

export const ROWS_SHOWN = 360;

/** Frequency to the right, time downwards, the newest on top. */
export function Waterfall({ rows, page, marks }: WaterfallProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { bins, centreHz, spanHz } = page;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (context) draw(context, rows, bins);
  }, [rows, bins]);
  const newestMs = Date.parse(rows.at(-1)?.at ?? new Date().toISOString());
  const spanMs = page.rowS * 1000 * ROWS_SHOWN;
  const left = (freqHz: number): number => 100 * (0.5 + (freqHz - centreHz) / spanHz);
  return (
    <figure className="waterfall">
      <div className="waterfall-frame">
        <canvas
          ref={canvas}
          width={bins}
          height={ROWS_SHOWN}
          role="img"
          aria-label={text("label", { centre: formatMhz(Math.round(centreHz)) })}
        />
        {marks.map(({ id, at, freqHz, bwHz, kind }) => {
          const ageMs = newestMs - Date.parse(at);
          if (ageMs < 0 || ageMs > spanMs) return null;
          return (
            <span
              key={id}
              className="waterfall-mark"
              data-kind={kind}
              title={text(kind)}
              style={{
                left: `${left(freqHz - bwHz / 2)}%`,
                width: `${(100 * bwHz) / spanHz}%`,
                top: `${(100 * ageMs) / spanMs}%`,
              }}
            />
          );
        })}
      </div>
      <div className="waterfall-axis" aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <span key={share} style={{ left: `${100 * share}%` }}>
            {((centreHz + (share - 0.5) * spanHz) / 1e6).toFixed(2)}
          </span>
        ))}
      </div>
      <figcaption>{text("axis", { seconds: Math.round(spanMs / 1000) })}</figcaption>
    </figure>
  );
}

const COLORS = palette();

function draw(context: CanvasRenderingContext2D, rows: SpectrumPage["rows"], bins: number): void {
  const image = context.createImageData(bins, ROWS_SHOWN);
  const shown = rows.slice(-ROWS_SHOWN).toReversed().map(levelsOf);
  const [low, high] = stretch(shown);
  shown.forEach((levels, y) => {
    for (let x = 0; x < bins; x++) {
      const share = ((levels[x] ?? 0) - low) / (high - low);
      const color = 4 * Math.round(255 * Math.min(1, Math.max(0, share)));
      image.data.set(COLORS.subarray(color, color + 4), 4 * (y * bins + x));
    }
  });
  context.putImageData(image, 0, 0);
}
