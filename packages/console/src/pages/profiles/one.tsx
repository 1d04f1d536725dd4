import { Stack } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { DeviceProfile } from "@lorats/api";
import { client, queries } from "../../client.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { PageSkeleton } from "../../parts/skeletons.tsx";
import { TabLinks } from "../../parts/tab-links.tsx";
import { useMay } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { ProfileForm } from "./profile-form.tsx";
import { text } from "./profiles.text.ts";

const CodecTab = lazy(() => import("./codec-tab.tsx"));

/** What devices of one kind are like, and how their payloads are read. */
export function ProfilePage() {
  const { id, tab } = useParams({ strict: false }) as { id: string; tab?: string };
  const { data, error, refetch } = useQuery({
    queryKey: ["profile", id],
    queryFn: ({ signal }) => client.getDeviceProfile({ id }, signal),
  });
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  return (
    <Page title={data.name} trail={[[text("title"), "/profiles"]]}>
      <TabLinks
        label={text("tabs")}
        tabs={[
          { to: `/profiles/${id}`, label: text("configuration") },
          { to: `/profiles/${id}/codec`, label: text("codec") },
        ]}
      />
      <Suspense fallback={<PageSkeleton />}>
        {tab === "codec" ? <CodecTab key={id} profile={data} /> : <Configuration profile={data} />}
      </Suspense>
    </Page>
  );
}

function Configuration({ profile }: { readonly profile: DeviceProfile }) {
  const navigate = useNavigate();
  const may = useMay("device-profiles", "write");
  const { id, name } = profile;
  const remove = async (): Promise<void> => {
    await client.deleteDeviceProfile({ id });
    toast(text("deleted", { name }));
    await navigate({ to: "/profiles" });
    await queries.invalidateQueries({ queryKey: ["profiles"] });
  };
  return (
    <Stack gap="md">
      <Panel>
        <fieldset disabled={!may} style={{ border: 0, padding: 0, margin: 0 }}>
          <ProfileForm
            key={profile.version}
            profile={profile}
            onDone={() => toast(text("saved", { name }))}
          />
        </fieldset>
      </Panel>
      {may && (
        <Panel title={text("delete")}>
          <ConfirmButton
            label={text("delete")}
            title={text("deleteTitle", { name })}
            onConfirm={remove}
          >
            {text("deleteNote")}
          </ConfirmButton>
        </Panel>
      )}
    </Stack>
  );
}
