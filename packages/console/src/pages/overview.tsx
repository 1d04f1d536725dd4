import { Button } from "@mantine/core";
import { IconRocket } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { client } from "../client.ts";
import { EmptyState } from "../parts/empty-state.tsx";
import { Page } from "../parts/page.tsx";
import { ProblemNotice } from "../parts/problem-notice.tsx";
import { PageSkeleton } from "../parts/skeletons.tsx";
import { useTenantId } from "../state/access.ts";
import { Attention } from "./overview/attention-panel.tsx";
import { Figures } from "./overview/figures.tsx";
import { NewestFrames } from "./overview/newest-frames.tsx";
import { TrafficPanel, TrustPanel } from "./overview/panels.tsx";
import { text } from "./overview.text.ts";

/** How things are, and what needs somebody now. */
export function OverviewPage() {
  const tenantId = useTenantId();
  const { data, error, refetch } = useQuery({
    queryKey: ["overview", tenantId],
    queryFn: ({ signal }) => client.getOverview({ tenantId }, signal),
    refetchInterval: 10_000,
  });
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const { online, offline, neverSeen } = data.gateways;
  if (data.devices === 0 || online + offline + neverSeen === 0) return <Welcome />;
  return (
    <Page title={text("title")}>
      <Figures overview={data} />
      <Attention overview={data} />
      <div className="grid-two">
        <TrafficPanel overview={data} />
        <TrustPanel overview={data} />
      </div>
      <NewestFrames />
    </Page>
  );
}

function Welcome() {
  return (
    <Page title={text("title")}>
      <div className="panel">
        <EmptyState
          icon={<IconRocket />}
          title={text("welcome")}
          action={
            <Button component={Link} to="/start">
              {text("begin")}
            </Button>
          }
        >
          {text("welcomeNote")}
        </EmptyState>
      </div>
    </Page>
  );
}
