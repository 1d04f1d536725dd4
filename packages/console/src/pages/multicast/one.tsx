import { Badge } from "@mantine/core";
import type { MulticastGroup } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy } from "react";
import { client } from "../../client.ts";
import { ThingPage, type Tab } from "../../parts/thing-page.tsx";
import { text } from "./multicast.text.ts";

export interface GroupTabProps {
  readonly group: MulticastGroup;
}

const TABS = {
  members: lazy(() => import("./members-tab.tsx")),
  send: lazy(() => import("./send-tab.tsx")),
  configuration: lazy(() => import("./configuration-tab.tsx")),
} as const satisfies Record<string, Tab<GroupTabProps>>;

/** One multicast group: who is in it, what is sent to it, how it is set. */
export function MulticastGroupPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const query = useQuery({
    queryKey: ["multicast-group", id],
    queryFn: ({ signal }) => client.getMulticastGroup({ id }, signal),
  });
  return (
    <ThingPage
      text={text}
      address="/multicast"
      query={query}
      tabs={TABS}
      badges={({ groupClass }) => <Badge variant="light">{text(`class${groupClass}`)}</Badge>}
    >
      {(Open, group) => <Open group={group} />}
    </ThingPage>
  );
}
