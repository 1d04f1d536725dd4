import { Stack } from "@mantine/core";
import { formatCount } from "../../format.ts";
import { CopyText } from "../../parts/copy-text.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Panel } from "../../parts/panel.tsx";
import { Stat } from "../../parts/stat.tsx";
import { When } from "../../parts/when.tsx";
import { ConnectPanel } from "./connect-panel.tsx";
import { DutyPanel } from "./duty-panel.tsx";
import { heardOf, quantile } from "./figures.ts";
import { text } from "./gateways.text.ts";
import type { GatewayTabProps } from "./one.tsx";
import { useGatewayEvents } from "./use-gateway.ts";

const NEWEST = 500;

/** How the gateway is, at a glance; for one that was never seen: how to bring it here. */
export default function OverviewTab({ gateway }: GatewayTabProps) {
  const { data: receptions } = useGatewayEvents(gateway, "reception", NEWEST);
  const heard = receptions?.map(heardOf) ?? [];
  const rssis = heard.map(({ rssiDbm }) => rssiDbm).toSorted((a, b) => a - b);
  const snrs = heard.flatMap(({ snrDb }) => snrDb ?? []).toSorted((a, b) => a - b);
  const bad = heard.filter(({ crc }) => crc === "bad").length;
  const figure = (value: number, unit: string): string =>
    Number.isNaN(value) ? "–" : `${Number(value.toFixed(1))} ${unit}`;
  return (
    <Stack gap="md">
      {gateway.state === "never-seen" && <ConnectPanel eui={gateway.eui} />}
      <div className="grid-stats">
        <Stat
          label={text("lastSeen")}
          value={gateway.lastSeenAt ? <When time={gateway.lastSeenAt} as="ago" /> : "–"}
        />
        <Stat
          label={text("heard")}
          value={heard.length === 0 ? "–" : formatCount(heard.length)}
          note={text("heardNote", { count: NEWEST })}
        />
        <Stat label={text("medianRssi")} value={figure(quantile(rssis, 0.5), "dBm")} />
        <Stat label={text("medianSnr")} value={figure(quantile(snrs, 0.5), "dB")} />
        <Stat
          label={text("badCrc")}
          value={heard.length === 0 ? "–" : `${Math.round((100 * bad) / heard.length)} %`}
          tone={bad > heard.length / 4 ? "warn" : undefined}
        />
      </div>
      <div className="grid-two">
        <Panel title={text("identity")}>
          <Facts
            facts={[
              [text("eui"), <CopyText key="e" text={gateway.eui} label={text("eui")} />],
              [text("region"), gateway.region],
              [text("location"), locationText(gateway.location ?? gateway.reportedLocation)],
              [text("antennaGain"), `${gateway.antennaGainDbi} dBi`],
              [text("description"), gateway.description === "" ? undefined : gateway.description],
              [text("createdAt"), <When key="w" time={gateway.createdAt} />],
            ]}
          />
        </Panel>
        <DutyPanel gateway={gateway} />
      </div>
      {gateway.state !== "never-seen" && <ConnectPanel eui={gateway.eui} />}
    </Stack>
  );
}

type Location = GatewayTabProps["gateway"]["location"];

function locationText(location: Location): string | undefined {
  if (!location) return undefined;
  const { latitudeDeg, longitudeDeg, altitudeM } = location;
  const height = altitudeM === undefined ? "" : `, ${altitudeM} m`;
  return `${latitudeDeg.toFixed(5)}°, ${longitudeDeg.toFixed(5)}°${height}`;
}
