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
          ([name, value]) => [name, Number(value.toPrecision(5))] as const,
        )}
      />
      <div className="grid-two">
        {moving.map((name) => (
          <TimeChart
            key={name}
            label={name}
            unit=""
            height={130}
            times={times}
            series={[
              {
                name,
                color: "sea.6",
                draw: "trace",
                values: data.map((report) => healthOf(report).figures[name] ?? null),
              },
            ]}
          />
        ))}
      </div>
    </Panel>
  );
}

/** A figure that never changed is told once, not drawn. */
function varies(reports: readonly Event[], name: string): boolean {
  const first = healthOf(reports[0]!).figures[name];
  return reports.some((report) => healthOf(report).figures[name] !== first);
}
