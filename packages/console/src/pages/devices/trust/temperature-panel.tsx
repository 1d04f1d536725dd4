import { Text } from "@mantine/core";
import type { DeviceTrust, Uplink } from "@lorats/api";
import { useMemo } from "react";
import { TimeChart } from "../../../charts/time-chart.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { text } from "../trust.text.ts";
import { linearFit } from "./linear-fit.ts";
import { temperaturePoints, type TemperaturePoint } from "./temperature.ts";
import { useGatewayNames } from "./use-gateway-names.ts";

interface TemperaturePanelProps {
  readonly uplinks: readonly Uplink[];
  readonly track: DeviceTrust["track"];
}

/** Fewer points than this make no line. */
const LEAST = 8;

/** How the bias moves with the temperature that the device reports, with a line through it. */
export function TemperaturePanel({ uplinks, track }: TemperaturePanelProps) {
  const points = useMemo(() => temperaturePoints(uplinks), [uplinks]);
  const byGateway = Map.groupBy(points, ({ gatewayId }) => gatewayId);
  const enough = [...byGateway].filter(([, own]) => own.length >= LEAST);
  return (
    <Panel title={text("temperatureChart")} note={text("temperatureChartNote")}>
      {enough.length === 0 && (
        <Text size="sm" c="dimmed">
          {text("noTemperature")}
        </Text>
      )}
      {enough.map(([gatewayId, own]) => (
        <Scatter key={gatewayId} gatewayId={gatewayId} points={own} />
      ))}
      {track?.temperature && (
        <Text size="sm" mt="xs">
          {text("learntSlope", {
            slope: track.temperature.ppmPerC.toFixed(3),
            sd: track.temperature.sdPpmPerC.toFixed(3),
            lag: Math.round(track.temperature.lagS / 60),
          })}
        </Text>
      )}
    </Panel>
  );
}

interface ScatterProps {
  readonly gatewayId: string;
  readonly points: readonly TemperaturePoint[];
}

function Scatter({ gatewayId, points }: ScatterProps) {
  const names = useGatewayNames();
  const sorted = points.toSorted((a, b) => a.temperatureC - b.temperatureC);
  const xs = sorted.map(({ temperatureC }) => temperatureC);
  const fit = linearFit(
    sorted.map(({ temperatureC, biasPpm }) => ({ x: temperatureC, y: biasPpm })),
  );
  const gateway = names(gatewayId);
  return (
    <>
      <Text size="sm" c="dimmed">
        {fit
          ? text("fitAt", {
              gateway,
              slope: fit.slope.toFixed(3),
              sd: fit.slopeSd.toFixed(3),
              residual: fit.residualSd.toFixed(3),
            })
          : gateway}
      </Text>
      <TimeChart
        label={text("temperatureChart")}
        unit="ppm"
        x="number"
        xUnit="°C"
        height={220}
        times={xs}
        series={[
          {
            name: text("observedBias"),
            color: "orange.6",
            draw: "points",
            values: sorted.map(({ biasPpm }) => biasPpm),
          },
          ...(fit
            ? [
                {
                  name: text("fit"),
                  color: "teal.6",
                  draw: "trace" as const,
                  values: xs.map((x) => fit.intercept + fit.slope * x),
                  spread: xs.map(() => fit.residualSd),
                },
              ]
            : []),
        ]}
      />
    </>
  );
}
