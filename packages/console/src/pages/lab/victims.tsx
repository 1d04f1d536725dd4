import { Text, UnstyledButton } from "@mantine/core";
import type { Attack, Uplink } from "@lorats/api";
import { IconShieldSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client } from "../../client.ts";
import { formatClock, formatDuration } from "../../format.ts";
import { FrameDrawer, type OpenFrame } from "../../inspector/frame-drawer.tsx";
import { nsBetween } from "../../inspector/times.ts";
import { frameFromUplink } from "../../live/frame.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Panel } from "../../parts/panel.tsx";
import { VerdictBadge } from "../../parts/verdict-badge.tsx";
import { useTenantId } from "../../state/access.ts";
import { useZone } from "../../state/zone.ts";
import { DataTable, TwoLines, type Column } from "../../table/data-table.tsx";
import { text } from "./lab.text.ts";

const READ = 100;

/** What a server believes that does not look at the radio, and what this one believes. */
export function Victims({ attack }: { readonly attack: Attack }) {
  const tenantId = useTenantId();
  const zone = useZone();
  const [open, setOpen] = useState<OpenFrame>();
  const { data } = useQuery({
    queryKey: ["lab", "uplinks", tenantId],
    queryFn: ({ signal }) => client.listUplinks({ tenantId, limit: READ }, signal),
    refetchInterval: 3_000,
  });
  const victims = victimsOf(attack);
  const rows = (data?.items ?? []).filter(
    ({ devEui, time }) => victims.has(devEui) && time >= attack.startedAt,
  );
  const openUplink = (uplink: Uplink): void => {
    const frame = frameFromUplink(uplink);
    setOpen({ id: frame.id, deviceId: uplink.deviceId, frame });
  };
  const columns: readonly Column<Uplink>[] = [
    {
      key: "frame",
      title: text("frame"),
      cell: (uplink) => (
        <UnstyledButton onClick={() => openUplink(uplink)} w="100%">
          <TwoLines top={uplink.deviceName ?? uplink.devEui} below={`#${uplink.fCnt}`} />
        </UnstyledButton>
      ),
    },
    {
      key: "without",
      title: text("without"),
      cell: ({ timing, time }) => {
        const delivered = timing?.deliveredAt ?? timing?.time ?? time;
        const wrongNs = timing?.deliveredAt ? nsBetween(timing.deliveredAt, timing.time) : 0;
        return (
          <TwoLines
            top={text("believed", { time: formatClock(delivered, 1e8, zone) })}
            {...(wrongNs !== 0 && {
              below: (
                <Text span c="red" inherit>
                  {text("wrongBy", { delay: formatDuration(wrongNs) })}
                </Text>
              ),
            })}
          />
        );
      },
    },
    {
      key: "with",
      title: text("with"),
      cell: ({ timing, trust }) => (
        <TwoLines
          top={<VerdictBadge verdict={trust?.verdict ?? "unverified"} />}
          {...(timing?.deliveredAt && {
            below: text("trueTime", { time: formatClock(timing.time, timing.sdNs, zone) }),
          })}
        />
      ),
    },
  ];
  return (
    <Panel title={text("victims")} note={text("victimsNote")} flush>
      {rows.length === 0 ? (
        <EmptyState icon={<IconShieldSearch />} title={text("victims")}>
          {text("noVictims")}
        </EmptyState>
      ) : (
        <DataTable
          label={text("victims")}
          rows={rows}
          columns={columns}
          rowHeight={54}
          rowKey={({ position }) => position}
          onOpen={openUplink}
        />
      )}
      <FrameDrawer frame={open} onClose={() => setOpen(undefined)} />
    </Panel>
  );
}

/** Those the plan names, and those that the attacker has dealt with. */
function victimsOf({ plan, steps }: Attack): ReadonlySet<string> {
  const named = "targets" in plan ? (plan.targets ?? []) : [];
  return new Set([...named, ...steps.map(({ devEui }) => devEui)]);
}
