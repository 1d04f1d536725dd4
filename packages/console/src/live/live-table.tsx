import {
  IconAlertTriangle,
  IconAntenna,
  IconArrowDown,
  IconArrowUp,
  IconChecks,
  IconHeartbeat,
  IconLogin,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useMemo, useRef, type ComponentType } from "react";
import { spacedHex } from "../format.ts";
import { hint } from "../hint/hint.ts";
import { SentAt } from "../parts/sent-at.tsx";
import { Signal } from "../parts/signal.tsx";
import { VerdictBadge } from "../parts/verdict-badge.tsx";
import { When } from "../parts/when.tsx";
import { DataTable, TwoLines, type Column } from "../table/data-table.tsx";
import { radioLine, type Frame } from "./frame.ts";
import "./live.css";
import { text } from "./live.text.ts";
import type { LiveRow, RowKind } from "./row.ts";

interface LiveTableProps {
  readonly rows: readonly LiveRow[];
  readonly onOpen: (row: LiveRow) => void;
}

const ICONS: Readonly<Record<RowKind, ComponentType<{ size?: number }>>> = {
  up: IconArrowUp,
  join: IconLogin,
  down: IconArrowDown,
  ack: IconChecks,
  status: IconHeartbeat,
  log: IconAlertTriangle,
};

/**
 * What happens, as a table in which only the rows in sight exist. Its cells are plain elements: at hundreds of frames
 * a second all rows in sight are new with every drawing.
 */
export function LiveTable({ rows, onOpen }: LiveTableProps) {
  const newest = useRef(onOpen);
  newest.current = onOpen;
  const columns = useMemo(() => columnsOf((row) => newest.current(row)), []);
  return (
    <DataTable
      label={text("table")}
      rows={rows}
      columns={columns}
      rowKey={({ id }) => id}
      rowHeight={48}
      onOpen={(row) => row.frame && onOpen(row)}
    />
  );
}

function columnsOf(onOpen: (row: LiveRow) => void): readonly Column<LiveRow>[] {
  return [
    { key: "kind", title: "", width: 40, from: "xs", cell: (row) => <KindIcon row={row} /> },
    {
      key: "time",
      title: text("sentAt"),
      width: 190,
      from: "sm",
      cell: ({ frame, time }) =>
        frame ? (
          <SentAt time={frame.time} sdNs={frame.sdNs} source={frame.source} />
        ) : (
          <When time={time} as="ago" />
        ),
    },
    {
      key: "device",
      title: text("device"),
      width: "min(200px, 40%)",
      cell: (row) =>
        row.frame ? (
          <FrameOpener row={row} frame={row.frame} onOpen={onOpen} />
        ) : (
          <TwoLines top={<DeviceLink row={row} />} below={text(row.kind)} />
        ),
    },
    { key: "says", title: text("payload"), cell: (row) => <Saying row={row} /> },
    {
      key: "radio",
      title: text("radio"),
      width: 145,
      from: "xl",
      cell: ({ frame }) => frame && radioLine(frame),
    },
    {
      key: "signal",
      title: text("signal"),
      width: 165,
      from: "md",
      cell: ({ frame }) => frame && <Signal receptions={frame.receptions} />,
    },
    {
      key: "heard",
      title: text("heardBy"),
      width: 85,
      from: "lg",
      cell: ({ frame }) => frame && <GatewayCount count={frame.receptions.length} />,
    },
    {
      key: "verdict",
      title: text("verdict"),
      width: 108,
      cell: ({ frame }) => frame && <VerdictBadge verdict={frame.verdict} />,
    },
  ];
}

function KindIcon({ row: { kind, tone } }: { readonly row: LiveRow }) {
  const Icon = ICONS[kind];
  const look = tone === "plain" && kind !== "up" ? "dim" : tone;
  return (
    <span
      className={`live-kind live-${look}`}
      role="img"
      aria-label={text(kind)}
      {...hint(text(kind))}
    >
      <Icon size={16} />
    </span>
  );
}

interface FrameOpenerProps {
  readonly row: LiveRow;
  readonly frame: Frame;
  readonly onOpen: LiveTableProps["onOpen"];
}

function FrameOpener({ row, frame: { fCnt, confirmed }, onOpen }: FrameOpenerProps) {
  const note = confirmed ? ` · ${text("confirmed")}` : "";
  return (
    <button
      type="button"
      className="live-device"
      onClick={() => onOpen(row)}
      aria-label={`${text("openFrame", { device: row.deviceName, fCnt })}${note}`}
    >
      <TwoLines top={<b>{row.deviceName}</b>} below={`#${fCnt}${note}`} />
    </button>
  );
}

function DeviceLink({ row: { deviceId, deviceName } }: { readonly row: LiveRow }) {
  if (deviceId === undefined) return deviceName;
  return (
    <Link to="/devices/$id" params={{ id: deviceId }}>
      {deviceName}
    </Link>
  );
}

function Saying({ row }: { readonly row: LiveRow }) {
  return (
    <>
      <SaidText row={row} />
      <div className="line below mantine-hidden-from-sm">
        <When time={row.time} as="ago" />
      </div>
    </>
  );
}

function SaidText({ row: { frame, says, tone } }: { readonly row: LiveRow }) {
  if (says !== "" || !frame) return <div className={`said live-${tone}`}>{says}</div>;
  const { payloadHex } = frame;
  if (payloadHex === "") return <div className="line live-dim">{text("noPayload")}</div>;
  return <div className="line live-bytes">{spacedHex(payloadHex)}</div>;
}

function GatewayCount({ count }: { readonly count: number }) {
  return (
    <span className="live-heard" role="img" aria-label={text("gateways", { count })}>
      <IconAntenna size={13} />
      {count}
    </span>
  );
}
