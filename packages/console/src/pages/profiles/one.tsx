import type { DeviceProfile } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy } from "react";
import { client } from "../../client.ts";
import { ThingPage, type Tab } from "../../parts/thing-page.tsx";
import { text } from "./profiles.text.ts";

export interface ProfileTabProps {
  readonly profile: DeviceProfile;
}

const TABS = {
  configuration: lazy(() => import("./configuration-tab.tsx")),
  codec: lazy(() => import("./codec-tab.tsx")),
} as const satisfies Record<string, Tab<ProfileTabProps>>;

/** What devices of one kind are like, and how their payloads are read. */
export function ProfilePage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const query = useQuery({
    queryKey: ["profile", id],
    queryFn: ({ signal }) => client.getDeviceProfile({ id }, signal),
  });
  return (
    <ThingPage text={text} address="/profiles" query={query} tabs={TABS}>
      {(Open, profile) => <Open profile={profile} />}
    </ThingPage>
  );
}
