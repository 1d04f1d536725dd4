import {
  Badge,
  Code,
  Group,
  Paper,
  Skeleton,
  Stack,
  Table,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { Device } from "@lorats/api";
import { IconCpu, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client } from "../client.ts";
import { formatAgo } from "../format.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";

/** Every device of the tenant. */
export function DevicesPage() {
  const [search, setSearch] = useState("");
  const [wanted] = useDebouncedValue(search.trim(), 200);
  const { data, error, isLoading, refetch } = useQuery({
    queryKey: ["devices", wanted],
    queryFn: ({ signal }) =>
      client.listDevices({ limit: 200, ...(wanted !== "" && { search: wanted }) }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
  const devices = data?.items ?? [];
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1} size="h2">
          Devices
        </Title>
        <TextInput
          aria-label="Search by name or DevEUI"
          placeholder="Name or DevEUI"
          leftSection={<IconSearch size={16} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </Group>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {isLoading && <Skeleton height={240} aria-label="Loading" />}
      {data && devices.length === 0 && <NoDevices searched={wanted} />}
      {devices.length > 0 && <DeviceTable devices={devices} />}
      {data?.next !== undefined && (
        <Text size="sm" c="dimmed">
          The first {devices.length} devices are shown: search to find others.
        </Text>
      )}
    </Stack>
  );
}

function DeviceTable({ devices }: { readonly devices: readonly Device[] }) {
  const now = Date.now();
  return (
    <Paper withBorder>
      <Table.ScrollContainer minWidth={520} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table highlightOnHover verticalSpacing="sm" aria-label="Devices">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>DevEUI</Table.Th>
              <Table.Th>Last uplink</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {devices.map((device) => (
              <Table.Tr key={device.id}>
                <Table.Td maw={260}>
                  <Group gap="xs" wrap="nowrap">
                    <Text size="sm" fw={550} truncate title={device.name}>
                      {device.name}
                    </Text>
                    {device.disabled && <Badge color="gray">disabled</Badge>}
                  </Group>
                </Table.Td>
                <Table.Td>
                  <Code>{device.devEui}</Code>
                </Table.Td>
                <Table.Td>
                  <Text
                    size="sm"
                    c={device.lastSeenAt ? "inherit" : "dimmed"}
                    title={device.lastSeenAt}
                    style={{ whiteSpace: "nowrap" }}
                  >
                    {device.lastSeenAt ? formatAgo(device.lastSeenAt, now) : "never"}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}

function NoDevices({ searched }: { readonly searched: string }) {
  if (searched !== "") {
    return (
      <EmptyState icon={<IconSearch />} title="No device matches">
        No name and no DevEUI contains “{searched}”.
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={<IconCpu />} title="No devices yet">
      Create an application and a device profile, then a device with its DevEUI and root key:{" "}
      <a href="/docs">the API’s page</a> shows each call and lets you try it.
    </EmptyState>
  );
}
