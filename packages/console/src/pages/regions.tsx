import { Badge, Group, Select, Stack, Text, Tooltip } from "@mantine/core";
import type { Region } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { client } from "../client.ts";
import { formatMhz } from "../format.ts";
import { Facts } from "../parts/facts.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { PageSkeleton } from "../parts/skeletons.tsx";
import { DataTable, type Column } from "../table/data-table.tsx";
import { text } from "./regions.text.ts";

/** What each region's devices and gateways go by: to be looked up, not changed. */
export function RegionsPage() {
  const { id = "EU868" } = useParams({ strict: false }) as { id?: string };
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery({
    queryKey: ["regions"],
    queryFn: ({ signal }) => client.getRegions({}, signal),
    staleTime: Infinity,
  });
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const region = data.items.find((one) => one.id === id) ?? data.items[0]!;
  return (
    <Page title={text("title")}>
      <Select
        label={text("region")}
        maw={340}
        searchable
        allowDeselect={false}
        data={data.items.map((one) => ({
          value: one.id,
          label: one.name === one.id ? one.id : `${one.id} · ${one.name}`,
        }))}
        value={region.id}
        onChange={(next) => void navigate({ to: `/regions/${next}` })}
      />
      <RegionView key={region.id} region={region} />
    </Page>
  );
}

function RegionView({ region }: { readonly region: Region }) {
  const { channels, dataRates, dwell, regulation } = region;
  return (
    <Stack gap="md">
      <div className="grid-two">
        <Panel title={region.name} note={region.source}>
          <Facts
            facts={[
              [text("plan"), text(region.plan)],
              [text("band"), region.bandHz.map(formatMhz).join(" – ")],
              [text("maxChannels"), region.maxChannels],
              [text("rx2"), placeText(region.rx2)],
              [text("beacon"), placeText(region.beacon)],
              [text("pingSlot"), placeText(region.pingSlot)],
              [text("maxEirp"), `${region.maxEirpDbm} dBm EIRP`],
              [
                text("dwell"),
                dwell &&
                  text("dwellText", {
                    limit: dwell.limitMs,
                    up: text(dwell.uplink),
                    down: text(dwell.downlink),
                  }),
              ],
            ]}
          />
        </Panel>
        <Panel title={text("dataRates")} note={text("dataRatesNote")} flush>
          <DataTable
            label={text("dataRates")}
            rows={dataRates}
            columns={RATE_COLUMNS}
            // A region may use one index for an uplink rate and another for downlinks.
            rowKey={({ index, direction }) => `${index}${direction}`}
            rowHeight={34}
          />
        </Panel>
      </div>
      <Panel title={text("channels")} note={text(region.plan === "dynamic" ? "own" : "all")} flush>
        <DataTable
          label={text("channels")}
          rows={channels}
          columns={CHANNEL_COLUMNS}
          rowKey={({ index }) => String(index)}
          rowHeight={34}
        />
      </Panel>
      {regulation.map(({ id, source, subBands }) => (
        <Panel key={id} title={text("law", { id })} note={source} flush>
          <DataTable
            label={text("law", { id })}
            rows={subBands}
            columns={BAND_COLUMNS}
            rowKey={(band) => band.id}
            rowHeight={36}
          />
        </Panel>
      ))}
      {regulation.length === 0 && (
        <Text size="sm" c="dimmed">
          {text("noLaw")}
        </Text>
      )}
    </Stack>
  );
}

function placeText({ frequency, dataRate }: Region["rx2"]): string {
  const { firstHz, stepHz, count } = frequency;
  const where =
    count === 1
      ? formatMhz(firstHz)
      : `${formatMhz(firstHz)} + n · ${stepHz / 1000} kHz, n = 0 … ${count - 1}`;
  return `${where} · DR${dataRate}`;
}

const RATE_COLUMNS: readonly Column<Region["dataRates"][number]>[] = [
  { key: "dr", title: "DR", width: 56, cell: ({ index }) => `DR${index}` },
  { key: "modulation", title: text("modulation"), cell: ({ modulation }) => modulation },
  {
    key: "direction",
    title: text("direction"),
    width: 110,
    from: "xs",
    cell: ({ direction }) => text(direction),
  },
  {
    key: "payload",
    title: text("payload"),
    width: 120,
    align: "end",
    cell: ({ maxPayload }) => (maxPayload === 0 ? "–" : `${maxPayload} B`),
  },
];

const CHANNEL_COLUMNS: readonly Column<Region["channels"][number]>[] = [
  { key: "index", title: text("channel"), width: 90, cell: ({ index }) => index },
  { key: "freq", title: text("frequency"), cell: ({ freqHz }) => formatMhz(freqHz) },
  {
    key: "rates",
    title: text("dataRates"),
    cell: ({ minDataRate, maxDataRate }) =>
      minDataRate === maxDataRate ? `DR${minDataRate}` : `DR${minDataRate} – DR${maxDataRate}`,
  },
];

const BAND_COLUMNS: readonly Column<Region["regulation"][number]["subBands"][number]>[] = [
  { key: "id", title: text("subBand"), width: 90, cell: ({ id }) => id },
  {
    key: "range",
    title: text("range"),
    cell: ({ lowHz, highHz, verify }) => (
      <Group style={{ gap: "0 8px" }}>
        <Text size="sm" style={{ whiteSpace: "nowrap" }}>
          {lowHz / 1e6} – {highHz / 1e6} MHz
        </Text>
        {verify !== undefined && (
          <Tooltip label={verify}>
            <Badge size="sm" color="yellow" variant="light" tabIndex={0}>
              {text("verify")}
            </Badge>
          </Tooltip>
        )}
      </Group>
    ),
  },
  {
    key: "duty",
    title: text("duty"),
    width: 110,
    align: "end",
    cell: ({ dutyCycle }) => (dutyCycle >= 1 ? "–" : `${Number((100 * dutyCycle).toFixed(3))} %`),
  },
  {
    key: "power",
    title: text("power"),
    width: 110,
    align: "end",
    from: "xs",
    cell: ({ maxErpDbm }) => `${Number(maxErpDbm.toFixed(1))} dBm`,
  },
  {
    key: "dwell",
    title: text("channelDwell"),
    width: 190,
    from: "sm",
    align: "end",
    cell: ({ channelDwell }) =>
      channelDwell ? `${channelDwell.limitMs} ms / ${channelDwell.windowMs / 1000} s` : "–",
  },
];
