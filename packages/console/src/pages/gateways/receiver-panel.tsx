import { Badge, Group, Stack, Text } from "@mantine/core";
import type { GatewayTrust } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { client, queries } from "../../client.ts";
import { formatMhz } from "../../format.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Panel } from "../../parts/panel.tsx";
import { When } from "../../parts/when.tsx";
import { useMay } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { agoColumn, type Column } from "../../table/columns.tsx";
import { DataTable } from "../../table/data-table.tsx";
import { text } from "./gateways.text.ts";
import type { GatewayTabProps } from "./one.tsx";

const LOOK_MS = 10_000;

/** What is known of the receiver's own oscillator: it moves the bias of every device that it hears. */
export function ReceiverPanels({ gateway }: GatewayTabProps) {
  const { id } = gateway;
  const { data } = useQuery({
    queryKey: ["gateway", id, "trust"],
    queryFn: ({ signal }) => client.getGatewayTrust({ id }, signal),
    refetchInterval: LOOK_MS,
  });
  if (!data) return null;
  return (
    <>
      <ReceiverPanel gateway={gateway} trust={data} />
      {data.orphans.length > 0 && <OrphansPanel orphans={data.orphans} />}
    </>
  );
}

interface ReceiverPanelProps extends GatewayTabProps {
  readonly trust: GatewayTrust;
}

function ReceiverPanel({ gateway: { id, name }, trust }: ReceiverPanelProps) {
  const may = useMay("gateways", "write");
  const { receiver, clock, signals, updatedAt } = trust;
  const enrol = async (): Promise<void> => {
    await client.enrolGatewayAnew({ id });
    await queries.invalidateQueries({ queryKey: ["gateway", id, "trust"] });
    toast(text("receiverAnew"));
  };
  return (
    <Panel
      title={text("receiver")}
      note={updatedAt ? <When time={updatedAt} as="ago" /> : text("receiverNote")}
      actions={
        may &&
        receiver && (
          <ConfirmButton
            size="compact-sm"
            variant="default"
            danger={false}
            label={text("receiverChanged")}
            title={text("receiverChangedTitle", { name })}
            onConfirm={enrol}
          >
            {text("receiverChangedNote")}
          </ConfirmButton>
        )
      }
    >
      <Stack gap="sm">
        {!receiver && (
          <Text size="sm" c="dimmed">
            {text("noReceiver")}
          </Text>
        )}
        <Facts
          facts={[
            [
              text("receiverOffset"),
              receiver &&
                `${receiver.offsetPpm.toFixed(3)} ppm (${text(receiver.reference === "pilots" ? "byPilots" : "byDevices")})`,
            ],
            [text("receiverRate"), receiver && `${receiver.ratePpmPerHour.toFixed(4)} ppm/h`],
            [text("commonSd"), receiver && `±${receiver.commonSdPpm.toFixed(4)} ppm`],
            [text("pilots"), receiver?.pilots],
            [text("witnesses"), receiver?.devices],
            [text("disciplined"), clock && text(clock.disciplined ? "yes" : "no")],
            [
              text("counterSd"),
              clock?.counterSdMs === undefined ? undefined : `±${clock.counterSdMs.toFixed(2)} ms`,
            ],
            [text("steps"), clock?.steps],
            [
              text("weakSignals"),
              signals.length === 0 ? (
                text("none")
              ) : (
                <Group gap={6} key="s">
                  {signals.map(({ code, since }) => (
                    <Badge key={code} color="yellow" variant="light">
                      {code} · <When time={since} as="ago" />
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

type Orphan = GatewayTrust["orphans"][number];

const ORPHAN_COLUMNS: readonly Column<Orphan>[] = [
  agoColumn("when", text("heardWhen"), ({ onset }) => onset),
  {
    key: "channel",
    title: text("frequency"),
    cell: ({ freqHz, sf }) => `${formatMhz(freqHz)} · SF${sf}`,
  },
  {
    key: "bias",
    title: text("orphanBias"),
    width: 120,
    align: "end",
    cell: ({ biasHz }) => <span className="tnum">{Math.round(biasHz)} Hz</span>,
  },
];

function OrphansPanel({ orphans }: { readonly orphans: readonly Orphan[] }) {
  return (
    <Panel title={text("sightings")} note={text("sightingsNote")} flush>
      <DataTable
        label={text("sightings")}
        rows={orphans}
        columns={ORPHAN_COLUMNS}
        rowKey={({ onset, freqHz }) => `${onset}${freqHz}`}
        rowHeight={34}
      />
    </Panel>
  );
}
