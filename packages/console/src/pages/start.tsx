import { Alert, Anchor, Badge, Button, Group, Loader, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { client } from "../client.ts";
import { Page } from "../parts/page.tsx";
import { useTenantId } from "../state/access.ts";
import { useServerInfo } from "../state/lists.ts";
import { ConnectPanel } from "./gateways/connect-panel.tsx";
import { text } from "./start.text.ts";

interface Step {
  readonly title: string;
  readonly note: string;
  readonly done: boolean;
  /** Where it is done, or where it shows. */
  readonly to: string;
  /** Nothing to do but wait. */
  readonly waits?: boolean;
}

/** The way from an empty server to the first frame. */
export function StartPage() {
  const steps = useSteps();
  const next = steps.findIndex(({ done }) => !done);
  const info = useServerInfo();
  return (
    <Page title={text("title")}>
      <Text c="dimmed">{text("intro")}</Text>
      {info.data?.demo && <Alert>{text("demo")}</Alert>}
      {next === -1 && steps.length > 0 && (
        <Alert color="teal" icon={<IconCheck />}>
          {text("complete")}{" "}
          <Anchor component={Link} to="/live">
            {text("toLive")}
          </Anchor>
        </Alert>
      )}
      <Stack gap="xs" component="ol" p={0} m={0} style={{ listStyle: "none" }}>
        {steps.map((step, i) => (
          <StepRow key={step.title} step={step} number={i + 1} isNext={i === next} />
        ))}
      </Stack>
      {next === 1 && <ConnectPanel />}
    </Page>
  );
}

interface StepRowProps {
  readonly step: Step;
  readonly number: number;
  readonly isNext: boolean;
}

function StepRow({ step, number, isNext }: StepRowProps) {
  const { title, note, done, to, waits = false } = step;
  return (
    <Group
      component="li"
      className="panel"
      p="md"
      gap="md"
      wrap="nowrap"
      style={{ opacity: done || isNext ? 1 : 0.75 }}
    >
      <ThemeIcon
        radius="xl"
        size={34}
        variant={done ? "filled" : "light"}
        color={done ? "teal" : "sea"}
      >
        {done ? <IconCheck size={18} /> : number}
      </ThemeIcon>
      <Stack gap={0} style={{ flex: 1 }} miw={0}>
        <Text fw={600}>{title}</Text>
        <Text size="sm" c="dimmed">
          {note}
        </Text>
      </Stack>
      {done && (
        <Anchor component={Link} to={to} size="sm" aria-label={`${text("look")}: ${title}`}>
          {text("look")}
        </Anchor>
      )}
      {isNext && waits && (
        <Badge variant="light" leftSection={<Loader size={10} aria-hidden />}>
          {text("waiting")}
        </Badge>
      )}
      {isNext && !waits && (
        <Button component={Link} to={to} size="sm">
          {text("open")}
        </Button>
      )}
    </Group>
  );
}

const LOOK_MS = 3_000;

/** What was done and what was not, as the server has it. */
function useSteps(): readonly Step[] {
  const tenantId = useTenantId();
  const { data } = useQuery({
    queryKey: ["start", tenantId],
    refetchInterval: LOOK_MS,
    queryFn: async ({ signal }) => {
      const one = { limit: 1, tenantId };
      const [gateways, applications, profiles, devices, uplinks] = await Promise.all([
        client.listGateways({ limit: 100, tenantId }, signal),
        client.listApplications(one, signal),
        client.listDeviceProfiles(one, signal),
        client.listDevices(one, signal),
        client.listUplinks(one, signal),
      ]);
      return { gateways, applications, profiles, devices, uplinks };
    },
  });
  if (!data) return [];
  const has = ({ items }: { items: readonly unknown[] }): boolean => items.length > 0;
  const newOr = (list: { items: readonly unknown[] }, to: string): string =>
    has(list) ? to : `${to}/new`;
  return [
    {
      title: text("gateway"),
      note: text("gatewayNote"),
      done: has(data.gateways),
      to: newOr(data.gateways, "/gateways"),
    },
    {
      title: text("gatewayOnline"),
      note: text("gatewayOnlineNote"),
      done: data.gateways.items.some(({ state }) => state === "online"),
      to: "/gateways",
      waits: true,
    },
    {
      title: text("application"),
      note: text("applicationNote"),
      done: has(data.applications),
      to: newOr(data.applications, "/applications"),
    },
    {
      title: text("profile"),
      note: text("profileNote"),
      done: has(data.profiles),
      to: newOr(data.profiles, "/profiles"),
    },
    {
      title: text("device"),
      note: text("deviceNote"),
      done: has(data.devices),
      to: newOr(data.devices, "/devices"),
    },
    {
      title: text("frame"),
      note: text("frameNote"),
      done: has(data.uplinks),
      to: "/live",
      waits: true,
    },
  ];
}
