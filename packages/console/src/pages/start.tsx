import { Alert, Anchor, Badge, Button, Group, Loader, Stack, Text, ThemeIcon } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Page } from "../parts/page.tsx";
import { useGateways, useServerInfo } from "../state/lists.ts";
import { ConnectPanel } from "./gateways/connect-panel.tsx";
import { text } from "../guide/guide.text.ts";
import { guide } from "../guide/guide.ts";
import { currentStep, useSteps, type Step } from "../guide/steps.ts";

/** The way from an empty server to the first frame. */
export function StartPage() {
  const steps = useSteps();
  const next = currentStep(steps);
  const isComplete = steps.length > 0 && steps.every(({ done }) => done);
  const info = useServerInfo();
  const eui = useGateways().find(({ state }) => state === "never-seen")?.eui;
  return (
    <Page title={text("title")}>
      <Text c="dimmed">{text("intro")}</Text>
      {info.data?.demo && <Alert>{text("demo")}</Alert>}
      {isComplete && (
        <Alert color="teal" icon={<IconCheck />}>
          {text("complete")}{" "}
          <Anchor component={Link} to="/live">
            {text("toLive")}
          </Anchor>
        </Alert>
      )}
      <Stack gap="xs" component="ol" p={0} m={0} style={{ listStyle: "none" }}>
        {steps.map((step, i) => (
          <StepRow key={step.title} step={step} number={i + 1} isNext={step === next} />
        ))}
      </Stack>
      {steps[0]?.done && !steps[1]?.done && <ConnectPanel {...(eui !== undefined && { eui })} />}
    </Page>
  );
}

interface StepRowProps {
  readonly step: Step;
  readonly number: number;
  readonly isNext: boolean;
}

function StepRow({ step, number, isNext }: StepRowProps) {
  const { title, note, done, to, waits = false, hasBegun = false } = step;
  return (
    <Group component="li" className="panel" p="md" gap="md" wrap="nowrap">
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
      {!done && waits && hasBegun && (
        <Badge variant="light" leftSection={<Loader size={10} aria-hidden />}>
          {text("waiting")}
        </Badge>
      )}
      {isNext && !waits && (
        <Button component={Link} to={to} size="sm" onClick={() => guide.set("on")}>
          {text("open")}
        </Button>
      )}
    </Group>
  );
}
