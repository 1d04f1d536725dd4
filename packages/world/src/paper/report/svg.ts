import type { Plot } from "./plot.ts";
import { renderBoxes } from "./svg/boxes.ts";
import { renderHeat } from "./svg/heat.ts";
import { renderLines } from "./svg/lines.ts";

/** A plot as an SVG document that needs nothing else. */
export function renderSvg(plot: Plot): string {
  switch (plot.kind) {
    case "lines":
      return renderLines(plot);
    case "boxes":
      return renderBoxes(plot);
    case "heat":
      return renderHeat(plot);
  }
}
