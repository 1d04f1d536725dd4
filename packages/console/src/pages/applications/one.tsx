import type { Application } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { lazy } from "react";
import { client } from "../../client.ts";
import { AddButton } from "../../parts/add-button.tsx";
import { ThingPage, type Tab } from "../../parts/thing-page.tsx";
import { useMay } from "../../state/access.ts";
import { text } from "./applications.text.ts";

export interface ApplicationTabProps {
  readonly application: Application;
}

const TABS = {
  devices: lazy(() => import("./devices-tab.tsx")),
  trust: lazy(() => import("./trust-policy-tab.tsx")),
  configuration: lazy(() => import("./configuration-tab.tsx")),
} as const satisfies Record<string, Tab<ApplicationTabProps>>;

/** An application: its devices, how they are judged, how it is set. */
export function ApplicationPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const mayAdd = useMay("devices", "write");
  const query = useQuery({
    queryKey: ["application", id],
    queryFn: ({ signal }) => client.getApplication({ id }, signal),
  });
  return (
    <ThingPage
      text={text}
      address="/applications"
      query={query}
      tabs={TABS}
      actions={() =>
        mayAdd && <AddButton label={text("addDevice")} to={`/devices/new?application=${id}`} />
      }
    >
      {(Open, application) => <Open application={application} />}
    </ThingPage>
  );
}
