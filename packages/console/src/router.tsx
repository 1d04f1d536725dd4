import { Anchor, Button, Center, Loader, Stack } from "@mantine/core";
import { IconMapQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Link,
  type ErrorComponentProps,
} from "@tanstack/react-router";
import { client, isSignedOut } from "./client.ts";
import { EmptyState } from "./parts/empty-state.tsx";
import { isMissingChunk, ProblemNotice } from "./parts/problem-notice.tsx";
import { text as problemText } from "./parts/problem.text.ts";
import { PageSkeleton } from "./parts/skeletons.tsx";
import { Shell } from "./shell/shell.tsx";
import { text } from "./shell/shell.text.ts";
import { SignInPage } from "./shell/sign-in.tsx";
import { MeContext } from "./state/access.ts";

/** Shows the pages to those who are signed in, and the way in to everybody else. */
function Root() {
  const me = useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => client.me({}, signal),
    refetchInterval: 60_000,
  });
  if (isSignedOut(me.error)) return <SignInPage ended={me.data !== undefined} />;
  if (me.data) {
    return (
      <MeContext value={me.data}>
        <Shell />
      </MeContext>
    );
  }
  if (me.error) {
    return (
      <Center mih="100dvh" p="md">
        <ProblemNotice error={me.error} onRetry={() => void me.refetch()} />
      </Center>
    );
  }
  return (
    <Center mih="100dvh">
      <Loader aria-label="Loading" />
    </Center>
  );
}

function NotFound() {
  return (
    <EmptyState icon={<IconMapQuestion />} title={text("notFound")}>
      <Anchor component={Link} to="/">
        {text("backHome")}
      </Anchor>
    </EmptyState>
  );
}

function PageFailed({ error, reset }: ErrorComponentProps) {
  const outdated = error instanceof Error && isMissingChunk(error);
  return (
    <Stack maw={640}>
      <ProblemNotice error={error} {...(!outdated && { onRetry: reset })} />
      {outdated && <Button onClick={() => location.reload()}>{problemText("reload")}</Button>}
    </Stack>
  );
}

const root = createRootRoute({ component: Root, notFoundComponent: NotFound });

/** A page whose code is fetched when it is first opened, or pointed at. */
function page<Path extends string, Name extends string>(
  path: Path,
  load: () => Promise<Record<Name, () => React.ReactNode>>,
  name: Name,
) {
  return createRoute({
    getParentRoute: () => root,
    path,
    component: lazyRouteComponent(
      load as () => Promise<Record<string, () => React.ReactNode>>,
      name,
    ),
  });
}

const routeTree = root.addChildren([
  page("/", () => import("./pages/overview.tsx"), "OverviewPage"),
  page("/sign-in", () => import("./pages/overview.tsx"), "OverviewPage"),
  page("/start", () => import("./pages/start.tsx"), "StartPage"),
  page("/live", () => import("./pages/live.tsx"), "LivePage"),
  page("/alarms", () => import("./pages/alarms/list.tsx"), "AlarmsPage"),
  page("/alarms/one/$id", () => import("./pages/alarms/one.tsx"), "AlarmPage"),
  page("/alarms/$tab", () => import("./pages/alarms/list.tsx"), "AlarmsPage"),
  page("/lab", () => import("./pages/lab/lab.tsx"), "LabPage"),
  page("/map", () => import("./pages/map.tsx"), "MapPage"),
  page("/applications", () => import("./pages/applications/list.tsx"), "ApplicationsPage"),
  page("/applications/new", () => import("./pages/applications/new.tsx"), "NewApplicationPage"),
  page("/applications/$id", () => import("./pages/applications/one.tsx"), "ApplicationPage"),
  page("/devices", () => import("./pages/devices/list.tsx"), "DevicesPage"),
  page("/devices/new", () => import("./pages/devices/new.tsx"), "NewDevicePage"),
  page("/devices/import", () => import("./pages/devices/import.tsx"), "ImportDevicesPage"),
  page("/devices/$id", () => import("./pages/devices/one.tsx"), "DevicePage"),
  page("/devices/$id/frames/$frameId", () => import("./pages/frame.tsx"), "FramePage"),
  page("/devices/$id/$tab", () => import("./pages/devices/one.tsx"), "DevicePage"),
  page("/profiles", () => import("./pages/profiles/list.tsx"), "ProfilesPage"),
  page("/profiles/new", () => import("./pages/profiles/new.tsx"), "NewProfilePage"),
  page("/profiles/$id", () => import("./pages/profiles/one.tsx"), "ProfilePage"),
  page("/profiles/$id/$tab", () => import("./pages/profiles/one.tsx"), "ProfilePage"),
  page("/multicast", () => import("./pages/multicast/list.tsx"), "MulticastPage"),
  page("/multicast/new", () => import("./pages/multicast/new.tsx"), "NewMulticastPage"),
  page("/multicast/$id", () => import("./pages/multicast/one.tsx"), "MulticastGroupPage"),
  page("/multicast/$id/$tab", () => import("./pages/multicast/one.tsx"), "MulticastGroupPage"),
  page("/regions", () => import("./pages/regions.tsx"), "RegionsPage"),
  page("/regions/$id", () => import("./pages/regions.tsx"), "RegionsPage"),
  page("/applications/$id/$tab", () => import("./pages/applications/one.tsx"), "ApplicationPage"),
  page("/gateways", () => import("./pages/gateways/list.tsx"), "GatewaysPage"),
  page("/gateways/new", () => import("./pages/gateways/new.tsx"), "NewGatewayPage"),
  page("/gateways/$id", () => import("./pages/gateways/one.tsx"), "GatewayPage"),
  page("/gateways/$id/$tab", () => import("./pages/gateways/one.tsx"), "GatewayPage"),
  page("/integrations", () => import("./pages/integrations/list.tsx"), "IntegrationsPage"),
  page("/integrations/$id", () => import("./pages/integrations/one.tsx"), "IntegrationPage"),
  page("/integrations/$id/$tab", () => import("./pages/integrations/one.tsx"), "IntegrationPage"),
  page("/connectors", () => import("./pages/connectors/list.tsx"), "ConnectorsPage"),
  page("/connectors/$id", () => import("./pages/connectors/one.tsx"), "ConnectorPage"),
  page("/connectors/$id/$tab", () => import("./pages/connectors/one.tsx"), "ConnectorPage"),
  page("/enrichment", () => import("./pages/enrichment/list.tsx"), "EnrichmentPage"),
  page("/keys", () => import("./pages/keys.tsx"), "KeysPage"),
  page("/users", () => import("./pages/users.tsx"), "UsersPage"),
  page("/tenants", () => import("./pages/tenants.tsx"), "TenantsPage"),
  page("/usage", () => import("./pages/usage.tsx"), "UsagePage"),
  page("/audit", () => import("./pages/audit.tsx"), "AuditPage"),
  page("/settings", () => import("./pages/settings.tsx"), "SettingsPage"),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultPendingComponent: PageSkeleton,
  defaultPendingMs: 100,
  defaultPendingMinMs: 0,
  defaultErrorComponent: PageFailed,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
