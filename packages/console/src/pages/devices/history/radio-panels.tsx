import type { Device } from "@lorats/api";
import { useMemo } from "react";
import { TimeChart } from "../../../charts/time-chart.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { text } from "../devices.text.ts";
import { bestReception, secondsOf } from "../uplink-figures.ts";
import { useDeviceUplinks } from "../use-device.ts";

/** Of how many frames is told how they were heard. */
const FRAMES = 300;

/** How the newest frames were heard and how well they are timed. */
export function RadioPanels({ device }: { readonly device: Device }) {
  const { data } = useDeviceUplinks(device.id, FRAMES);
  const uplinks = useMemo(() => data?.toReversed() ?? [], [data]);
  const times = uplinks.map(({ time }) => secondsOf(time));
  if (uplinks.length < 2) return null;
  const best = uplinks.map(bestReception);
  const gaps = times.map((time, i) => (i === 0 ? null : time - times[i - 1]!));
  const sds = uplinks.map(({ timing }) => (timing ? timing.sdNs / 1e6 : null));
  return (
    <>
      <Panel title={text("rssi")} note={text("radioNote", { count: uplinks.length })}>
        <TimeChart
          label={text("rssi")}
          unit="dBm"
          times={times}
          series={[
            { name: text("rssi"), color: "sea.6", values: best.map((one) => one?.rssiDbm ?? null) },
          ]}
        />
      </Panel>
      <Panel title={text("snr")}>
        <TimeChart
          label={text("snr")}
          unit="dB"
          times={times}
          series={[
            { name: text("snr"), color: "indigo.5", values: best.map((one) => one?.snrDb ?? null) },
          ]}
        />
      </Panel>
      <Panel title={text("interval")} note={text("intervalNote")}>
        <TimeChart
          label={text("interval")}
          unit="s"
          times={times}
          series={[{ name: text("interval"), color: "orange.6", draw: "points", values: gaps }]}
        />
      </Panel>
      <Panel title={text("timingSd")}>
        <TimeChart
          label={text("timingSd")}
          unit="ms"
          times={times}
          series={[{ name: text("timingSd"), color: "grape.5", draw: "points", values: sds }]}
        />
      </Panel>
    </>
  );
}
