import { Badge, Code, Paper, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import type { Gateway } from "@lorats/api";
import { IconAntenna } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { client } from "../client.ts";
import { formatAgo } from "../format.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";

const STATES: Readonly<Record<Gateway["state"], { color: string; label: string }>> = {
  online: { color: "teal", label: "online" },
  offline: { color: "red", label: "offline" },
  "never-seen": { color: "gray", label: "never seen" },
};

/** Every gateway of the tenant. */
export function GatewaysPage() {
  const { data, error, isLoading, refetch } = useQuery({
    queryKey: ["gateways"],
    queryFn: ({ signal }) => client.listGateways({ limit: 1000 }, signal),
    refetchInterval: 10_000,
  });
  return (
    <Stack gap="md">
      <Title order={1} size="h2">
        Gateways
      </Title>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {isLoading && <Skeleton height={160} aria-label="Loading" />}
      {data?.items.length === 0 && (
        <EmptyState icon={<IconAntenna />} title="No gateways yet">
          Register a gateway by its EUI and point its packet forwarder here:{" "}
          <a href="/docs">the API’s page</a> shows how.
        </EmptyState>
      )}
      {data && data.items.length > 0 && <GatewayTable gateways={data.items} />}
    </Stack>
  );
}

function GatewayTable({ gateways }: { readonly gateways: readonly Gateway[] }) {
  const now = Date.now();
  return (
    <Paper withBorder>
      <Table.ScrollContainer minWidth={520} scrollAreaProps={{ viewportProps: { tabIndex: 0 } }}>
        <Table highlightOnHover verticalSpacing="sm" aria-label="Gateways">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th>EUI</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Last seen</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {gateways.map((gateway) => (
              <Table.Tr key={gateway.id}>
                <Table.Td maw={260}>
                  <Text size="sm" fw={550} truncate title={gateway.name}>
                    {gateway.name}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {gateway.region}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Code>{gateway.eui}</Code>
                </Table.Td>
                <Table.Td>
                  <Badge color={STATES[gateway.state].color} variant="dot" tt="none">
                    {STATES[gateway.state].label}
                  </Badge>
                </Table.Td>
                <Table.Td>
                  <Text size="sm" title={gateway.lastSeenAt} style={{ whiteSpace: "nowrap" }}>
                    {gateway.lastSeenAt ? formatAgo(gateway.lastSeenAt, now) : "never"}
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
