import { Code, Stack, Text } from "@mantine/core";
import { Panel } from "../../parts/panel.tsx";
import { useServerInfo } from "../../state/lists.ts";
import { text } from "./gateways.text.ts";

/** What to write into the packet forwarder. */
export function ConnectPanel({ eui = "0000000000000000" }: { readonly eui?: string }) {
  const { data } = useServerInfo();
  const udp = data?.semtechUdp;
  const host = udp && udp.host !== "0.0.0.0" && udp.host !== "::" ? udp.host : location.hostname;
  const configuration = {
    gateway_conf: {
      gateway_ID: eui.toUpperCase(),
      server_address: host,
      serv_port_up: udp?.port ?? 1700,
      serv_port_down: udp?.port ?? 1700,
    },
  };
  return (
    <Panel title={text("connect")}>
      <Stack gap="xs">
        <Text size="sm" c="dimmed">
          {text("connectNote")}
        </Text>
        <Code block>{JSON.stringify(configuration, null, 2)}</Code>
      </Stack>
    </Panel>
  );
}
