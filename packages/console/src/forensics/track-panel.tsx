import { Text } from "@mantine/core";
import type { FrameDetails, Uplink } from "@lorats/api";
import { TimeChart } from "../charts/time-chart.tsx";
import { biasTracks, type BiasTrack } from "../pages/devices/trust/bias-tracks.ts";
import { useGatewayNames } from "../pages/devices/trust/use-gateway-names.ts";
import { secondsOf } from "../pages/devices/uplink-figures.ts";
import { Panel } from "../parts/panel.tsx";
import { text } from "./forensics.text.ts";

interface TrackPanelsProps {
  readonly frame: FrameDetails;
  /** Newest first. */
  readonly earlier: readonly Uplink[];
}

/** The device's bias at each gateway that measured this frame, as it was until then, and this frame upon it. */
export function TrackPanels({ frame, earlier }: TrackPanelsProps) {
  const measured = measuredAt(frame);
  if (measured.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {text("noTrack")}
      </Text>
    );
  }
  const tracks = biasTracks(
    earlier
      .toReversed()
      .map(({ time: heardAt, trust }) => ({ time: heardAt, evidence: trust?.evidence ?? [] })),
  );
  return (
    <>
      {measured.map((one) => (
        <Track
          key={one.gatewayId}
          own={one}
          track={tracks.find(({ gatewayId }) => gatewayId === one.gatewayId)}
        />
      ))}
    </>
  );
}

interface Measured {
  readonly gatewayId: string;
  readonly time: number;
  readonly observed: number;
  readonly expected: number | null;
  readonly sd: number | null;
}

function measuredAt({ assessments: [assessment], time }: FrameDetails): Measured[] {
  const at = secondsOf(assessment?.timing.deliveredAt ?? assessment?.timing.time ?? time);
  return (assessment?.trust.evidence ?? []).flatMap(
    ({ gatewayId = "?", observedHz, expectedHz = null, sdHz = null }) => {
      if (observedHz === undefined) return [];
      return [{ gatewayId, time: at, observed: observedHz, expected: expectedHz, sd: sdHz }];
    },
  );
}

interface TrackProps {
  readonly own: Measured;
  readonly track: BiasTrack | undefined;
}

function Track({ own, track }: TrackProps) {
  const times = track?.times ?? [];
  const gateway = useGatewayNames()(own.gatewayId);
  const blanks = times.map(() => null);
  if (times.length === 0) {
    return (
      <Panel title={text("track", { gateway })}>
        <Text size="sm" c="dimmed">
          {text("trackBegins")}
        </Text>
      </Panel>
    );
  }
  return (
    <Panel title={text("track", { gateway })} note={text("trackNote", { count: times.length })}>
      <TimeChart
        label={text("track", { gateway })}
        unit="Hz"
        height={240}
        times={[...times, own.time]}
        series={[
          {
            name: text("expected"),
            color: "teal.6",
            values: [...(track?.expected ?? []), own.expected],
            spread: [...(track?.sd ?? []), own.sd],
          },
          {
            name: text("observed"),
            color: "gray.6",
            draw: "points",
            values: [...(track?.observed ?? []), null],
          },
          {
            name: text("thisFrame"),
            color: "red.6",
            draw: "points",
            values: [...blanks, own.observed],
          },
        ]}
      />
    </Panel>
  );
}
