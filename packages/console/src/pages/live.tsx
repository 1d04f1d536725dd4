import { Badge, Button, Code, Group, Skeleton, Stack, TextInput, Title } from "@mantine/core";
import { IconBroadcast, IconPlayerPause, IconPlayerPlay, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { client } from "../client.ts";
import { FrameDrawer } from "../live/frame-drawer.tsx";
import { FrameCards, FrameTable } from "../live/frame-table.tsx";
import { summary, type Frame } from "../live/frame.ts";
import { useFrames, type LiveFrames } from "../live/use-frames.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";

/** Uplinks as they happen. */
export function LivePage() {
  const [paused, setPaused] = useState(false);
  const [filter, setFilter] = useState("");
  const [open, setOpen] = useState<Frame>();
  // An open frame holds the list as pause does: nothing moves while somebody reads.
  const live = useFrames(paused || open !== undefined);
  const gatewayNames = useGatewayNames();
  const shown = useMemo(
    () => live.frames.filter((frame) => matches(frame, filter)),
    [live.frames, filter],
  );
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Group gap="sm">
          <Title order={1} size="h2">
            Live frames
          </Title>
          <StateBadge state={live.state} paused={paused} waiting={live.waiting} />
        </Group>
        <Group gap="xs" wrap="nowrap">
          <TextInput
            aria-label="Filter by device, EUI or payload"
            placeholder="Device, EUI or payload"
            leftSection={<IconSearch size={16} />}
            value={filter}
            onChange={(event) => setFilter(event.currentTarget.value)}
          />
          <Button
            variant="default"
            leftSection={paused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
            onClick={() => setPaused(!paused)}
          >
            {paused ? "Go on" : "Pause"}
          </Button>
        </Group>
      </Group>
      {live.error !== undefined && live.error !== null && <ProblemNotice error={live.error} />}
      {live.isLoading && <Placeholder />}
      {!live.isLoading && live.frames.length === 0 && <NothingYet />}
      {live.frames.length > 0 && shown.length === 0 && (
        <EmptyState icon={<IconSearch />} title="No frame matches">
          None of the {live.frames.length} newest frames contains “{filter}”.
        </EmptyState>
      )}
      {shown.length > 0 && (
        <>
          <FrameTable frames={shown} onOpen={setOpen} />
          <FrameCards frames={shown} onOpen={setOpen} />
        </>
      )}
      <FrameDrawer frame={open} gatewayNames={gatewayNames} onClose={() => setOpen(undefined)} />
    </Stack>
  );
}

function useGatewayNames(): ReadonlyMap<string, string> {
  const { data } = useQuery({
    queryKey: ["gateways"],
    queryFn: ({ signal }) => client.listGateways({ limit: 1000 }, signal),
  });
  return useMemo(() => new Map(data?.items.map((gateway) => [gateway.eui, gateway.name])), [data]);
}

function matches(frame: Frame, filter: string): boolean {
  const wanted = filter.trim().toLowerCase();
  if (wanted === "") return true;
  const { deviceName, devEui, payloadHex } = frame;
  return [deviceName, devEui, payloadHex, summary(frame.decoded), frame.verdict].some((text) =>
    text.toLowerCase().includes(wanted),
  );
}

interface StateBadgeProps {
  readonly state: LiveFrames["state"];
  readonly paused: boolean;
  readonly waiting: number;
}

function StateBadge({ state, paused, waiting }: StateBadgeProps) {
  if (state === "waiting") {
    return (
      <Badge color="red" variant="light" tt="none">
        connection lost, trying again
      </Badge>
    );
  }
  if (paused || waiting > 0) {
    return (
      <Badge color="yellow" variant="light" tt="none">
        {waiting === 0 ? "paused" : `${waiting} new`}
      </Badge>
    );
  }
  return (
    <Badge color="teal" variant="dot" tt="none">
      {state === "open" ? "live" : "connecting"}
    </Badge>
  );
}

function Placeholder() {
  return (
    <Stack gap="xs" aria-busy="true" aria-label="Loading">
      {Array.from({ length: 8 }, (_, row) => (
        <Skeleton key={row} height={44} />
      ))}
    </Stack>
  );
}

function NothingYet() {
  const { data } = useQuery({
    queryKey: ["server"],
    queryFn: ({ signal }) => client.serverInfo({}, signal),
  });
  const udp = data?.semtechUdp;
  return (
    <EmptyState icon={<IconBroadcast />} title="No frame has arrived yet">
      Point a gateway’s packet forwarder at{" "}
      <Code>{udp ? `${udp.host}:${udp.port}` : "this server"}</Code> (Semtech UDP), register it
      under Gateways, add a device under Devices and switch it on: its first uplink appears here by
      itself.
    </EmptyState>
  );
}
