import type { DeviceTrust } from "@lorats/api";
import { Panel } from "../../../parts/panel.tsx";
import { DataTable, type Column } from "../../../table/data-table.tsx";
import { text } from "../trust.text.ts";

import type { TrustStateProps } from "./props.ts";
import { useGatewayNames } from "./use-gateway-names.ts";

type Path = DeviceTrust["paths"][number];

/** Which gateways hear it, and how strong. */
export function PathsPanel({ trust: { paths } }: TrustStateProps) {
  const names = useGatewayNames();
  const columns: readonly Column<Path>[] = [
    { key: "gateway", title: text("gateway"), cell: ({ gatewayId }) => names(gatewayId) },
    {
      key: "share",
      title: text("share"),
      width: 80,
      align: "end",
      cell: ({ share }) => `${Math.round(100 * share)} %`,
    },
    {
      key: "rssi",
      title: "RSSI",
      width: 150,
      align: "end",
      cell: ({ rssiDbm, rssiSdDb }) => (
        <span className="tnum">
          {rssiDbm.toFixed(0)} ± {rssiSdDb.toFixed(1)} dBm
        </span>
      ),
    },
  ];
  return (
    <Panel title={text("paths")} note={text("pathsNote")} flush>
      <DataTable
        label={text("paths")}
        rows={paths}
        columns={columns}
        rowHeight={36}
        rowKey={({ gatewayId }) => gatewayId}
      />
    </Panel>
  );
}
