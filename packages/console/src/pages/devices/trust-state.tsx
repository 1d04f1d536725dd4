import { Alert, Badge, Group, Stack, Text } from "@mantine/core";
import type { DeviceTrust } from "@lorats/api";
import { IconAlertTriangle } from "@tabler/icons-react";
import { formatDuration } from "../../format.ts";
import { Facts } from "../../parts/facts.tsx";
import { Panel } from "../../parts/panel.tsx";
import { When } from "../../parts/when.tsx";
import { useGateways } from "../../state/lists.ts";
import { DataTable, type Column } from "../../table/data-table.tsx";
import { text } from "./trust.text.ts";

interface TrustStateProps {
  readonly trust: DeviceTrust;
}

/** What is known of the device's oscillator, habits and paths. */
export function TrustState({ trust }: TrustStateProps) {
  return (
    <>
      {trust.phase === "stepped" && (
        <Alert color="yellow" icon={<IconAlertTriangle />} title={text("stepped")}>
          {text("steppedNote")}
        </Alert>
      )}
      <div className="grid-two">
        <TrackPanel trust={trust} />
        <HabitsPanel trust={trust} />
      </div>
      <div className="grid-two">
        <PathsPanel trust={trust} />
        <MissesPanel trust={trust} />
      </div>
    </>
  );
}

const PHASE_COLORS: Readonly<Record<DeviceTrust["phase"], string>> = {
  learning: "blue",
  ready: "teal",
  stepped: "yellow",
};

function TrackPanel({
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
    { key: "name", title: text("gateways"), cell: ({ gatewayId }) => names(gatewayId) },
    {
      key: "offset",
      title: text("offset"),
      width: 180,
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
      rowHeight={34}
      // A gateway may have several receivers, each with an oscillator of its own.
      rowKey={({ gatewayId, offsetPpm }) => `${gatewayId}${offsetPpm}`}
    />
  );
}

function useGatewayNames(): (id: string) => string {
  const gateways = useGateways();
  return (id) => gateways.find((one) => one.id === id)?.name ?? id;
}

function HabitsPanel({ trust: { schedule, probes, signals } }: TrustStateProps) {
  const period = formatDuration((schedule?.periodS ?? 0) * 1e9);
  return (
    <Panel title={text("schedule")}>
      <Stack gap="sm">
        <Facts
          facts={[
            [
              text("schedule"),
              schedule &&
                `${text(schedule.kind, { period })} ±${formatDuration(schedule.sdS * 1e9)}`,
            ],
            [text("next"), schedule?.nextAt && <When time={schedule.nextAt} />],
            [
              text("probes"),
              text("probesText", { answered: probes.answeredNext, sent: probes.sent }),
            ],
            [
              text("bound"),
              probes.lastBoundS === undefined ? undefined : formatDuration(probes.lastBoundS * 1e9),
            ],
            [
              text("signals"),
              signals.length === 0 ? (
                text("noSignals")
              ) : (
                <Group gap={6} key="s">
                  {signals.map(({ code, since }) => (
                    <Badge key={code} color="yellow" variant="light" title={since}>
                      {code}
                    </Badge>
                  ))}
                </Group>
              ),
            ],
          ]}
        />
      </Stack>
    </Panel>
  );
}

type Path = DeviceTrust["paths"][number];

function PathsPanel({ trust: { paths } }: TrustStateProps) {
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

type Miss = DeviceTrust["misses"][number];

const MISS_COLUMNS: readonly Column<Miss>[] = [
  { key: "attacker", title: text("attacker"), cell: ({ attacker }) => attacker },
  {
    key: "probability",
    title: text("probability"),
    width: 130,
    align: "end",
    cell: ({ probability }) => (
      <Text size="sm" className="tnum" {...(probability > 0.1 && { c: "red" })}>
        {probability < 0.001 && probability > 0
          ? probability.toExponential(1)
          : `${(100 * probability).toFixed(1)} %`}
      </Text>
    ),
  },
];

function MissesPanel({ trust: { misses } }: TrustStateProps) {
  if (misses.length === 0) return null;
  return (
    <Panel title={text("misses")} note={text("missesNote")} flush>
      <DataTable
        label={text("misses")}
        rows={misses}
        columns={MISS_COLUMNS}
        rowHeight={36}
        rowKey={({ attacker }) => attacker}
      />
    </Panel>
  );
}
