import { Badge, Text, Tooltip, UnstyledButton } from "@mantine/core";
import {
  IconAlertTriangle,
  IconAntenna,
  IconArrowDown,
  IconArrowUp,
  IconChecks,
  IconHeartbeat,
  IconLogin,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import { Link } from "@tanstack/react-router";
import { spacedHex } from "../format.ts";
import { SentAt } from "../parts/sent-at.tsx";
import { Signal } from "../parts/signal.tsx";
import { VerdictBadge } from "../parts/verdict-badge.tsx";
import { When } from "../parts/when.tsx";
import { DataTable, TwoLines, type Column } from "../table/data-table.tsx";
import { radioLine } from "./frame.ts";
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
const TONES = { plain: undefined, warn: "yellow", bad: "red" } as const;

/** What happens, as a table in which only the rows in sight exist. */
export function LiveTable({ rows, onOpen }: LiveTableProps) {
  return (
    <DataTable
      label={text("table")}
      rows={rows}
      columns={columns(onOpen)}
      rowKey={({ id }) => id}
      rowHeight={48}
      onOpen={(row) => row.frame && onOpen(row)}
    />
  );
}

function columns(onOpen: (row: LiveRow) => void): readonly Column<LiveRow>[] {
  return [
    {
      key: "kind",
      title: "",
      width: 40,
      from: "xs",
      cell: ({ kind, tone }) => <KindIcon kind={kind} tone={tone} />,
    },
    {
      key: "time",
      title: text("sentAt"),
      width: 190,
      from: "sm",
      cell: ({ frame, time }) =>
        frame ? (
          <SentAt time={frame.time} sdNs={frame.sdNs} source={frame.source} />
        ) : (
          <Text size="sm" component="div">
            <When time={time} as="ago" />
          </Text>
        ),
    },
    {
      key: "device",
      title: text("device"),
      width: "min(200px, 40%)",
      cell: (row) => <DeviceCell row={row} onOpen={onOpen} />,
    },
    { key: "says", title: text("payload"), cell: (row) => <Saying row={row} /> },
    {
      key: "radio",
      title: text("radio"),
      width: 145,
      from: "xl",
      cell: ({ frame }) => frame && <Text size="sm">{radioLine(frame)}</Text>,
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

function KindIcon({ kind, tone }: Pick<LiveRow, "kind" | "tone">) {
  const Icon = ICONS[kind];
  const color = TONES[tone] ?? (kind === "up" ? undefined : "dimmed");
  return (
    <Tooltip label={text(kind)}>
      <Text
        component="span"
        {...(color && { c: color })}
        role="img"
        aria-label={text(kind)}
        display="flex"
      >
        <Icon size={16} />
      </Text>
    </Tooltip>
  );
}

function DeviceCell({
  row,
  onOpen,
}: {
  readonly row: LiveRow;
  readonly onOpen: LiveTableProps["onOpen"];
}) {
  const { frame, deviceName, deviceId, kind } = row;
  if (!frame) {
    const name = deviceId ? (
      <Link to="/devices/$id" params={{ id: deviceId }}>
        {deviceName}
      </Link>
    ) : (
      deviceName
    );
    return <TwoLines top={name} below={text(kind)} />;
  }
  const { fCnt, confirmed } = frame;
  const note = confirmed ? ` · ${text("confirmed")}` : "";
  return (
    <UnstyledButton
      onClick={() => onOpen(row)}
      aria-label={`${text("openFrame", { device: deviceName, fCnt })}${note}`}
      w="100%"
    >
      <TwoLines top={<b style={{ fontWeight: 550 }}>{deviceName}</b>} below={`#${fCnt}${note}`} />
    </UnstyledButton>
  );
}

function Saying({ row }: { readonly row: LiveRow }) {
  return (
    <>
      <SaidText row={row} />
      <Text size="xs" c="dimmed" component="div" hiddenFrom="sm">
        <When time={row.time} as="ago" />
      </Text>
    </>
  );
}

function SaidText({ row: { frame, says, tone } }: { readonly row: LiveRow }) {
  const color = TONES[tone];
  if (says !== "" || !frame) {
    return (
      <Text size="sm" className="said" {...(color && { c: color })}>
        {says}
      </Text>
    );
  }
  const { payloadHex } = frame;
  return (
    <Text size="sm" ff="monospace" truncate {...(payloadHex === "" && { c: "dimmed" })}>
      {payloadHex === "" ? text("noPayload") : spacedHex(payloadHex)}
    </Text>
  );
}

function GatewayCount({ count }: { readonly count: number }) {
  return (
    <Badge
      variant="default"
      leftSection={<IconAntenna size={13} />}
      aria-label={text("gateways", { count })}
    >
      {count}
    </Badge>
  );
}
