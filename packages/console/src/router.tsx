import { Anchor, Center, Loader } from "@mantine/core";
import { IconMapQuestion } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { createRootRoute, createRoute, createRouter } from "@tanstack/react-router";
import { client, isSignedOut } from "./client.ts";
import { DevicesPage } from "./pages/devices.tsx";
import { GatewaysPage } from "./pages/gateways.tsx";
import { LivePage } from "./pages/live.tsx";
import { SignInPage } from "./pages/sign-in.tsx";
import { EmptyState } from "./parts/empty-state.tsx";
import { ProblemNotice } from "./parts/problem-notice.tsx";
import { Shell } from "./shell.tsx";

/** Shows the pages to those who are signed in, and the way in to everybody else. */
function Root() {
  const me = useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => client.me({}, signal),
    refetchInterval: 60_000,
  });
  if (isSignedOut(me.error)) return <SignInPage />;
  if (me.data) return <Shell me={me.data} />;
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
    <EmptyState icon={<IconMapQuestion />} title="There is no such page">
      <Anchor href="/">Back to the live frames</Anchor>
    </EmptyState>
  );
}

const root = createRootRoute({ component: Root, notFoundComponent: NotFound });
const page = (path: string, component: () => React.ReactNode) =>
  createRoute({ getParentRoute: () => root, path, component });

const routeTree = root.addChildren([
  page("/", LivePage),
  page("/sign-in", LivePage),
  page("/devices", DevicesPage),
  page("/gateways", GatewaysPage),
]);

export const router = createRouter({ routeTree });

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
