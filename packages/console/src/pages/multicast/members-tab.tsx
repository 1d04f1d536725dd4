import { Stack } from "@mantine/core";
import { client } from "../../client.ts";
import { CopyText } from "../../parts/copy-text.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Panel } from "../../parts/panel.tsx";
import { formatMhz } from "../../format.ts";
import { MemberPanel } from "./member-panel.tsx";
import { text } from "./multicast.text.ts";
import type { GroupTabProps } from "./one.tsx";

/** The group's devices, and the gateways that send for it. */
export default function MembersTab({ group }: GroupTabProps) {
  const { id, mcAddr, region, dataRate, freqHz, groupClass, pingSlotPeriodicity } = group;
  return (
    <Stack gap="md">
      <Panel title={text("identity")}>
        <Facts
          facts={[
            [text("address"), <CopyText key="a" text={mcAddr} label={text("address")} />],
            [text("region"), `${region} · DR${dataRate}`],
            [text("frequency"), freqHz === 0 ? undefined : formatMhz(freqHz)],
            [text("pingPeriod"), groupClass === "B" ? `${2 ** pingSlotPeriodicity} s` : undefined],
          ]}
        />
      </Panel>
      <div className="grid-two">
        <MemberPanel
          title={text("devices")}
          note={text("membersNote")}
          add={text("addDevice")}
          none={text("noDevices")}
          group={group}
          ids={group.deviceIds}
          address="/devices"
          find={(search) => client.listDevices({ search, tenantId: group.tenantId, limit: 20 })}
          nameOf={async (memberId) => (await client.getDevice({ id: memberId })).name}
          put={(memberId) => client.addGroupDevice({ id, memberId })}
          take={(memberId) => client.removeGroupDevice({ id, memberId })}
        />
        <MemberPanel
          title={text("gateways")}
          note={text("gatewaysNote")}
          add={text("addGateway")}
          none={text("everyGateway")}
          group={group}
          ids={group.gatewayIds}
          address="/gateways"
          find={(search) => client.listGateways({ search, tenantId: group.tenantId, limit: 20 })}
          nameOf={async (memberId) => (await client.getGateway({ id: memberId })).name}
          put={(memberId) => client.addGroupGateway({ id, memberId })}
          take={(memberId) => client.removeGroupGateway({ id, memberId })}
        />
      </div>
    </Stack>
  );
}
