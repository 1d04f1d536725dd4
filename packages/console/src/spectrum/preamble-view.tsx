import { Stack } from "@mantine/core";
import type { SnippetDocument } from "@lorats/api";
import { useEffect, useMemo, useRef } from "react";
import { TimeChart } from "../charts/time-chart.tsx";
import { formatMhz, formatUncertainty } from "../format.ts";
import { Facts } from "../parts/facts.tsx";
import { Panel } from "../parts/panel.tsx";
import { When } from "../parts/when.tsx";
import { dechirpedPhase, samplesOf, spectrogramOf, type Spectrogram } from "./iq.ts";
import { palette } from "./levels.ts";
import "./spectrum.css";
import { text } from "./spectrum.text.ts";

/** Samples drawn around the onset. */
const AROUND = 400;

/** The samples of one preamble, and what was measured in them. */
export default function PreambleView({ document }: { readonly document: SnippetDocument }) {
  const { sighting, iq } = document;
  const samples = useMemo(() => samplesOf(document), [document]);
  const phase = useMemo(
    () => dechirpedPhase(samples, sighting, iq.centreHz),
    [samples, sighting, iq.centreHz],
  );
  const spectrogram = useMemo(() => spectrogramOf(samples), [samples]);
  const from = Math.max(0, Math.round(samples.onset) - AROUND / 2);
  const around = (values: Float32Array): number[] => [...values.subarray(from, from + AROUND)];
  return (
    <Stack gap="sm">
      <Panel title={text("viewer")}>
        <Facts
          facts={[
            [text("onset"), <When key="w" time={sighting.onset} />],
            [text("onsetSd"), formatUncertainty(sighting.onsetSdNs)],
            [text("channel"), `${formatMhz(sighting.freqHz)} · SF${sighting.sf}`],
            [text("bias"), `${sighting.biasHz.toFixed(1)} ± ${sighting.biasSdHz.toFixed(1)} Hz`],
            [
              text("snr"),
              sighting.snrDb === undefined ? undefined : `${sighting.snrDb.toFixed(1)} dB`,
            ],
            [
              text("quality"),
              sighting.quality === undefined
                ? undefined
                : `${Math.round(100 * sighting.quality)} %`,
            ],
            [text("overlaps"), sighting.overlaps],
          ]}
        />
      </Panel>
      <Panel title={text("spectrogram")} note={text("spectrogramNote")}>
        <SpectrogramCanvas spectrogram={spectrogram} />
      </Panel>
      <Panel title={text("iq")} note={text("iqNote")}>
        <TimeChart
          label={text("iq")}
          unit=""
          x="number"
          xUnit="ms"
          times={around(samples.i).map(
            (_, n) => ((from + n - samples.onset) / samples.rateHz) * 1000,
          )}
          series={[
            { name: "I", color: "sea.6", draw: "trace", values: around(samples.i) },
            { name: "Q", color: "orange.6", draw: "trace", values: around(samples.q) },
          ]}
        />
      </Panel>
      <Panel title={text("phase")} note={text("phaseNote")}>
        <TimeChart
          label={text("phase")}
          unit=""
          x="number"
          xUnit="ms"
          times={phase.ms}
          series={[
            { name: text("measured"), color: "sea.6", draw: "trace", values: phase.turns },
            { name: text("model"), color: "red.6", draw: "trace", values: phase.model },
          ]}
        />
      </Panel>
    </Stack>
  );
}

const COLORS = palette();
/** dB between black and white. */
const RANGE_DB = 45;

function SpectrogramCanvas({ spectrogram }: { readonly spectrogram: Spectrogram }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { columns, bins, levels } = spectrogram;
  useEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context) return;
    const image = context.createImageData(columns, bins);
    const loudest = levels.reduce((max, level) => Math.max(max, level), -Infinity);
    for (let column = 0; column < columns; column++) {
      for (let bin = 0; bin < bins; bin++) {
        const share = 1 + (levels[column * bins + bin]! - loudest) / RANGE_DB;
        const color = 4 * Math.round(255 * Math.min(1, Math.max(0, share)));
        image.data.set(
          COLORS.subarray(color, color + 4),
          4 * ((bins - 1 - bin) * columns + column),
        );
      }
    }
    context.putImageData(image, 0, 0);
  }, [columns, bins, levels]);
  return (
    <canvas
      ref={canvas}
      className="spectrogram"
      width={columns}
      height={bins}
      role="img"
      aria-label={text("spectrogram")}
    />
  );
}
