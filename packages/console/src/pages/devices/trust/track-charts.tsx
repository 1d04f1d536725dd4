import { Text } from "@mantine/core";
import type { AssessmentView } from "@lorats/api";
import { useMemo } from "react";
import { TimeChart } from "../../../charts/time-chart.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { text } from "../devices.text.ts";
import { biasTracks } from "./bias-tracks.ts";
import { useGatewayNames } from "./use-gateway-names.ts";

/** Above so many frames the points alone would hide the band. */
const MANY = 1_500;

/** The bias of the device at each gateway: what was measured, and what was expected, with its band. */
export function TrackCharts({ judged }: { readonly judged: readonly AssessmentView[] }) {
  const names = useGatewayNames();
  const tracks = useMemo(
    () =>
      biasTracks(
        judged.map(({ timing, trust }) => ({
          time: timing.deliveredAt ?? timing.time,
          evidence: trust.evidence,
          isDoubted: trust.verdict === "replayed" || trust.verdict === "suspect",
        })),
      ),
    [judged],
  );
  if (tracks.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {text("trustEmptyNote")}
      </Text>
    );
  }
  return tracks.map(({ gatewayId, times, observed, doubted, expected, sd }) => {
    const label = text("biasTrack", { gateway: names(gatewayId) });
    const isLong = times.length > MANY;
    return (
      <Panel key={gatewayId} title={label} note={text("biasTrackNote")}>
        <TimeChart
          label={label}
          unit="Hz"
          height={280}
          times={times}
          series={[
            {
              name: text("expected"),
              color: "teal.6",
              values: expected,
              spread: sd,
              draw: "trace",
            },
            {
              name: text("observed"),
              color: "indigo.5",
              draw: isLong ? "dots" : "points",
              values: observed.map((hz, i) => (doubted[i] ? null : hz)),
            },
            {
              name: text("doubted"),
              color: "red.6",
              draw: "points",
              values: observed.map((hz, i) => (doubted[i] ? hz : null)),
            },
          ]}
        />
      </Panel>
    );
  });
}
