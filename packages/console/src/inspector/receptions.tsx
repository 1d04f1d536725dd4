import { Text } from "@mantine/core";
import type { FrameDetails } from "@lorats/api";
import { Link } from "@tanstack/react-router";
import { formatDuration } from "../format.ts";
import { Panel } from "../parts/panel.tsx";
import { DataTable, TwoLines, type Column } from "../table/data-table.tsx";
import { text } from "./inspector.text.ts";
import { nsBetween } from "./times.ts";

type Reception = FrameDetails["receptions"][number];

/** How each gateway heard the frame, strongest first. */
export function Receptions({ frame: { receptions } }: { readonly frame: FrameDetails }) {
  const sorted = receptions.toSorted((a, b) => b.rssiDbm - a.rssiDbm);
  const first = receptions.map(({ arrivedAt }) => arrivedAt).toSorted()[0]!;
  return (
    <Panel title={text("receptions")} flush>
      <DataTable
        label={text("receptions")}
        rows={sorted}
        columns={columns(first)}
        rowKey={({ gatewayId, antenna = 0 }) => `${gatewayId}${antenna}`}
      />
    </Panel>
  );
}

function columns(first: string): readonly Column<Reception>[] {
  return [
    {
      key: "gateway",
      title: text("gateway"),
      cell: ({ gatewayId, gatewayName, gatewayEui }) => (
        <TwoLines
          top={
            gatewayName === undefined ? (
              gatewayEui
            ) : (
              <Link to="/gateways/$id" params={{ id: gatewayId }}>
                {gatewayName}
              </Link>
            )
          }
          below={gatewayEui}
        />
      ),
    },
    {
      key: "rssi",
      title: `${text("rssi")} / ${text("snr")}`,
      width: 120,
      cell: ({ rssiDbm, snrDb }) => (
        <TwoLines
          top={<span className="tnum">{Math.round(rssiDbm)} dBm</span>}
          below={snrDb === undefined ? "–" : `${snrDb.toFixed(1)} dB`}
        />
      ),
    },
    {
      key: "time",
      title: text("fineTime"),
      width: 120,
      from: "xs",
      cell: (reception) => <Text size="sm">{clockOf(reception)}</Text>,
    },
    {
      key: "bias",
      title: text("bias"),
      width: 120,
      from: "sm",
      cell: ({ lts, foffHz }) =>
        (lts ?? foffHz) !== undefined && (
          <TwoLines
            top={<span className="tnum">{Math.round(lts?.biasHz ?? foffHz!)} Hz</span>}
            below={lts && `±${lts.biasSdHz.toFixed(1)} Hz`}
          />
        ),
    },
    {
      key: "arrived",
      title: text("arrived"),
      width: 110,
      align: "end",
      from: "xs",
      cell: ({ arrivedAt }) => (
        <Text size="sm" className="tnum">
          {formatDuration(nsBetween(arrivedAt, first))}
        </Text>
      ),
    },
  ];
}

function clockOf({ lts, fineTimeNs, gatewayTime, hostTime, counterUs }: Reception): string {
  if (lts) return text("sdr");
  if (fineTimeNs !== undefined) return text("fine");
  if (gatewayTime !== undefined) return text("gps");
  if (hostTime !== undefined) return text("hostClock");
  return counterUs === undefined ? text("serverClock") : text("counter");
}
