import { Badge } from "@mantine/core";
import type { DeviceTrust } from "@lorats/api";
import { formatDuration } from "../../../format.ts";
import { Facts } from "../../../parts/facts.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { When } from "../../../parts/when.tsx";
import { DataTable, TwoLines, type Column } from "../../../table/data-table.tsx";
import { text } from "../trust.text.ts";

import type { TrustStateProps } from "./props.ts";
import { useGatewayNames } from "./use-gateway-names.ts";

const PHASE_COLORS: Readonly<Record<DeviceTrust["phase"], string>> = {
  learning: "blue",
  ready: "teal",
  stepped: "yellow",
};

/** Where the next frame's bias is expected, and what moves it. */
export function TrackPanel({
  trust: { phase, frames, framesToLearn, track, updatedAt },
}: TrustStateProps) {
  const state = text(phase, { frames, needed: frames + framesToLearn });
  return (
    <Panel title={text("track")} {...(updatedAt && { note: <When time={updatedAt} as="ago" /> })}>
      <Facts
        facts={[
          [
            text("phase"),
            <Badge key="p" color={PHASE_COLORS[phase]} variant="light">
              {state}
            </Badge>,
          ],
          [
            text("bias"),
            track &&
              `${track.biasPpm.toFixed(3)} ppm (${track.biasHz.toFixed(0)} Hz), ${text("biasNote", {
                sd: track.sdPpm.toFixed(4),
              })}`,
          ],
          [text("drift"), track && `${track.slopePpmPerHour.toFixed(4)} ppm/h`],
          [text("cusum"), track && `${track.cusum.toFixed(1)} (${text("cusumNote")})`],
          [
            text("temperature"),
            track?.temperature &&
              `${track.temperature.ppmPerC.toFixed(3)} ± ${track.temperature.sdPpmPerC.toFixed(3)} ppm/°C, ${text(
                "temperatureNote",
                { lag: formatDuration(track.temperature.lagS * 1e9) },
              )}`,
          ],
        ]}
      />
      {track && track.gateways.length > 0 && <ReceiverTable gateways={track.gateways} />}
    </Panel>
  );
}

type Receiver = NonNullable<DeviceTrust["track"]>["gateways"][number];

function ReceiverTable({ gateways }: { readonly gateways: readonly Receiver[] }) {
  const names = useGatewayNames();
  const columns: readonly Column<Receiver>[] = [
    {
      key: "name",
      title: text("gateways"),
      cell: ({ gatewayId, instrument }) => (
        <TwoLines top={names(gatewayId)} below={text(instrument)} />
      ),
    },
    {
      key: "offset",
      title: text("offset"),
      width: 150,
      align: "end",
      cell: ({ offsetPpm, sdPpm }) => (
        <span className="tnum">
          {offsetPpm.toFixed(3)} ± {sdPpm.toFixed(3)} ppm
        </span>
      ),
    },
    { key: "frames", title: text("frames"), width: 80, align: "end", cell: ({ frames }) => frames },
  ];
  return (
    <DataTable
      label={text("gatewaysNote")}
      rows={gateways}
      columns={columns}
      rowHeight={46}
      rowKey={({ gatewayId, instrument }) => `${gatewayId}${instrument}`}
    />
  );
}
