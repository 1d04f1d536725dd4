import { Button, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { client, queries } from "../../client.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { CopyText } from "../../parts/copy-text.tsx";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { ProblemNotice } from "../../parts/problem-notice.tsx";
import { PageSkeleton, RowsSkeleton } from "../../parts/skeletons.tsx";
import { useMay } from "../../state/access.ts";
import { toast } from "../../state/toasts.ts";
import { DeviceList } from "../devices/list.tsx";
import { text } from "./applications.text.ts";

// Forms bring the schemas along: they are fetched after the list of devices, which is what one comes for.
const ApplicationForm = lazy(async () => ({
  default: (await import("./application-form.tsx")).ApplicationForm,
}));

/** An application: its devices, where its data goes, how it is set. */
export function ApplicationPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const navigate = useNavigate();
  const may = useMay("applications", "write");
  const mayAdd = useMay("devices", "write");
  const [search, setSearch] = useState("");
  const { data, error, refetch } = useQuery({
    queryKey: ["application", id],
    queryFn: ({ signal }) => client.getApplication({ id }, signal),
  });
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <PageSkeleton />;
  const { name } = data;
  const remove = async (): Promise<void> => {
    await client.deleteApplication({ id });
    toast(text("deleted", { name }));
    await navigate({ to: "/applications" });
    await queries.invalidateQueries({ queryKey: ["applications"] });
  };
  return (
    <Page
      title={name}
      trail={[[text("title"), "/applications"]]}
      actions={
        mayAdd && (
          <Button
            component={Link}
            to="/devices/new"
            search={{ application: id } as never}
            leftSection={<IconPlus size={16} />}
          >
            {text("addDevice")}
          </Button>
        )
      }
    >
      <TextInput
        aria-label={text("devices")}
        placeholder={text("devices")}
        leftSection={<IconSearch size={16} />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        maw={340}
      />
      <DeviceList search={search} applicationId={id} />
      <Panel title={text("mqtt")} note={text("mqttNote")}>
        <CopyText text={`application/${id}/device/+/event/+`} label={text("mqtt")} />
      </Panel>
      <Panel title={text("configuration")}>
        <Suspense fallback={<RowsSkeleton rows={3} />}>
          <fieldset disabled={!may} style={{ border: 0, padding: 0, margin: 0 }}>
            <ApplicationForm
              key={data.version}
              application={data}
              onDone={() => toast(text("saved", { name }))}
            />
          </fieldset>
        </Suspense>
        {may && (
          <Stack mt="lg" align="flex-start" gap={4}>
            <ConfirmButton
              label={text("delete")}
              title={text("deleteTitle", { name })}
              onConfirm={remove}
              variant="subtle"
            >
              <Text size="sm">{text("deleteNote")}</Text>
            </ConfirmButton>
          </Stack>
        )}
      </Panel>
    </Page>
  );
}
