import { Anchor, Group, Stack, Text, ThemeIcon } from "@mantine/core";
import {
  IconAntenna,
  IconBell,
  IconCircleCheck,
  IconPlugConnectedX,
  IconShieldX,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { client } from "../../client.ts";
import { Panel } from "../../parts/panel.tsx";
import { RowsSkeleton } from "../../parts/skeletons.tsx";
import { When } from "../../parts/when.tsx";
import { useMay, useTenantId } from "../../state/access.ts";
import { useNow } from "../../state/now.ts";
import { text } from "../overview.text.ts";
import { concernsOf, type Concern } from "./attention.ts";
import type { OverviewProps } from "./props.ts";
import { totalOf } from "./traffic.ts";

const SHOWN = 8;
const LOOK_MS = 10_000;

/** What somebody should look at, worst first. */
export function Attention({ overview: { traffic } }: OverviewProps) {
  const now = useNow();
  const { data, error } = useTroubles();
  if (!data && !error) {
    return (
      <Panel title={text("attention")}>
        <RowsSkeleton rows={2} height={24} />
      </Panel>
    );
  }
  const none = { alarms: [], gateways: [], integrations: [] };
  const concerns = concernsOf(
    {
      ...(data ?? none),
      replayed: totalOf(traffic, "replayed"),
      suspect: totalOf(traffic, "suspect"),
    },
    now,
  );
  const more = concerns.length - SHOWN;
  return (
    <Panel title={text("attention")}>
      {concerns.length === 0 ? (
        <Line icon={<IconCircleCheck size={16} />} color="teal" says={text("calm")} />
      ) : (
        <Stack gap="xs">
          {concerns.slice(0, SHOWN).map((concern) => (
            <ConcernLine key={keyOf(concern)} concern={concern} />
          ))}
          {more > 0 && (
            <Anchor component={Link} to="/alarms" size="sm">
              {text("more", { count: more })}
            </Anchor>
          )}
        </Stack>
      )}
    </Panel>
  );
}

/** What may be wrong, of what one may see. */
function useTroubles() {
  const tenantId = useTenantId();
  const may = {
    alarms: useMay("alarms", "read"),
    gateways: useMay("gateways", "read"),
    integrations: useMay("integrations", "read"),
  };
  return useQuery({
    queryKey: ["attention", tenantId],
    refetchInterval: LOOK_MS,
    queryFn: async ({ signal }) => {
      const nothing = { items: [] };
      const [alarms, gateways, integrations] = await Promise.all([
        may.alarms
          ? client.listAlarms({ tenantId, states: "open,acknowledged", limit: 100 }, signal)
          : nothing,
        may.gateways ? client.listGateways({ tenantId, limit: 1000 }, signal) : nothing,
        may.integrations ? client.listIntegrations({ tenantId, limit: 200 }, signal) : nothing,
      ]);
      return {
        alarms: alarms.items,
        gateways: gateways.items,
        integrations: integrations.items,
      };
    },
  });
}

function keyOf(concern: Concern): string {
  switch (concern.kind) {
    case "alarm":
      return concern.alarm.id;
    case "gateway":
      return concern.gateway.id;
    case "integration":
      return concern.integration.id;
    case "verdict":
      return concern.verdict;
  }
}

const SEVERITY_COLORS = { critical: "red", warning: "yellow", info: "blue" } as const;

function ConcernLine({ concern }: { readonly concern: Concern }) {
  switch (concern.kind) {
    case "alarm": {
      const { id, severity, message, lastRaisedAt } = concern.alarm;
      return (
        <Line
          icon={<IconBell size={16} />}
          color={SEVERITY_COLORS[severity]}
          to={`/alarms/one/${id}`}
          says={message}
          note={<When time={lastRaisedAt} as="ago" />}
        />
      );
    }
    case "verdict":
      return (
        <Line
          icon={<IconShieldX size={16} />}
          color={concern.verdict === "replayed" ? "red" : "yellow"}
          to="/live"
          says={text(concern.verdict, { count: concern.count })}
          note={text("inHour")}
        />
      );
    case "gateway": {
      const { id, name, state, lastSeenAt } = concern.gateway;
      return (
        <Line
          icon={<IconAntenna size={16} />}
          color={state === "offline" ? "red" : "gray"}
          to={`/gateways/${id}`}
          says={text(state === "offline" ? "offline" : "neverSeen", { name })}
          note={
            lastSeenAt ? (
              <>
                {text("since")} <When time={lastSeenAt} as="ago" />
              </>
            ) : (
              text("connect")
            )
          }
        />
      );
    }
    case "integration": {
      const { id, name, status } = concern.integration;
      return (
        <Line
          icon={<IconPlugConnectedX size={16} />}
          color="red"
          to={`/integrations/${id}`}
          says={text("stuck", { name })}
          note={status?.lastError}
        />
      );
    }
  }
}

interface LineProps {
  readonly icon: ReactNode;
  readonly color: string;
  readonly to?: string;
  readonly says: string;
  readonly note?: ReactNode;
}

function Line({ icon, color, to, says, note }: LineProps) {
  return (
    <Group gap="sm" wrap="nowrap">
      <ThemeIcon variant="light" color={color} radius="xl" size="md">
        {icon}
      </ThemeIcon>
      <Group gap="0 10px">
        {to === undefined ? (
          <Text size="sm">{says}</Text>
        ) : (
          <Anchor component={Link} to={to} size="sm" fw={550}>
            {says}
          </Anchor>
        )}
        {note !== undefined && (
          <Text size="xs" c="dimmed" component="div">
            {note}
          </Text>
        )}
      </Group>
    </Group>
  );
}
