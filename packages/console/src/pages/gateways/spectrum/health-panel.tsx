import { Badge, Group, Text } from "@mantine/core";
import type { Event } from "@lorats/api";
import { TimeChart } from "../../../charts/time-chart.tsx";
import { Facts } from "../../../parts/facts.tsx";
import { Panel } from "../../../parts/panel.tsx";
import { When } from "../../../parts/when.tsx";
import { text } from "../gateways.text.ts";
import type { GatewayTabProps } from "../one.tsx";
import { useGatewayEvents } from "../use-gateway.ts";

/** The fields of an `sdr-health` event that are shown. */
interface Health {
  readonly state: "ok" | "degraded" | "down";
  readonly clock: "pps" | "gps" | "ntp" | "none";
  readonly figures: Readonly<Record<string, number>>;
}

const REPORTS = 500;
const COLORS = { ok: "teal", degraded: "yellow", down: "red" } as const;

function healthOf({ body }: Event): Health {
  return body as unknown as Health;
}

/** What the gateway says of its software radio; nothing for gateways without one. */
export function HealthPanel({ gateway }: GatewayTabProps) {
  const { data } = useGatewayEvents(gateway, "sdr-health", REPORTS);
  const newest = data?.at(-1);
  if (!data || !newest) return null;
  const { state, clock, figures } = healthOf(newest);
  const times = data.map(({ time }) => Date.parse(time) / 1000);
  const moving = Object.keys(figures).filter((name) => varies(data, name));
  return (
    <Panel title={text("sdrHealth")} note={<When time={newest.time} as="ago" />}>
      <Group gap="sm" mb="sm">
        <Badge color={COLORS[state]} variant="light">
          {text(`sdr-${state}`)}
        </Badge>
        <Text size="sm">{text(`clock-${clock}`)}</Text>
      </Group>
      <Facts
        facts={Object.entries(figures).map(
          ([name, value]) => [nameOf(name), valueOf(name, value)] as const,
        )}
      />
      <div className="grid-two">
        {moving.map((name) => (
          <TimeChart
            key={name}
            label={nameOf(name)}
            unit={FIGURES[name]?.unit ?? ""}
            height={130}
            times={times}
            series={[
              {
                name: nameOf(name),
                color: "sea.6",
                draw: "trace",
                values: data.map((report) => drawnOf(name, healthOf(report).figures[name])),
              },
            ]}
          />
        ))}
      </div>
    </Panel>
  );
}

interface Figure {
  readonly label: Parameters<typeof text>[0];
  readonly unit: string;
  /** What one of its own units is in the unit shown. */
  readonly scale: number;
}

/** Figures that are known by name; what a gateway says besides is shown as it says it. */
const FIGURES: Readonly<Record<string, Figure>> = {
  clockSdNs: { label: "figClock", unit: "ms", scale: 1e-6 },
  sampleRateHz: { label: "figRate", unit: "MHz", scale: 1e-6 },
  centreFreqHz: { label: "figCentre", unit: "MHz", scale: 1e-6 },
  gainDb: { label: "figGain", unit: "dB", scale: 1 },
  clippedShare: { label: "figClipped", unit: "%", scale: 100 },
  lostSamples: { label: "figLost", unit: "", scale: 1 },
  clockJumps: { label: "figJumps", unit: "", scale: 1 },
  matchedFrames: { label: "figMatched", unit: "", scale: 1 },
  unmatchedFrames: { label: "figUnmatched", unit: "", scale: 1 },
  orphans: { label: "figOrphans", unit: "", scale: 1 },
};

function nameOf(name: string): string {
  const known = FIGURES[name];
  return known ? text(known.label) : name;
}

function valueOf(name: string, value: number): string {
  const { unit = "", scale = 1 } = FIGURES[name] ?? {};
  const scaled = Number((value * scale).toPrecision(5));
  return `${unit === "" ? scaled.toLocaleString() : scaled} ${unit}`.trim();
}

function drawnOf(name: string, value: number | undefined): number | null {
  return value === undefined ? null : value * (FIGURES[name]?.scale ?? 1);
}

/** A figure that never changed is told once, not drawn. */
function varies(reports: readonly Event[], name: string): boolean {
  const first = healthOf(reports[0]!).figures[name];
  return reports.some((report) => healthOf(report).figures[name] !== first);
}
