import { Anchor, Button, CloseButton, Group, Text } from "@mantine/core";
import { Link, useLocation } from "@tanstack/react-router";
import { guide } from "./guide.ts";
import { text } from "./guide.text.ts";
import { currentStep, useSteps } from "./steps.ts";

/** Stays above every page while somebody takes the first steps: which one is next, and the way there. */
export default function GuideStrip() {
  const steps = useSteps();
  const { pathname } = useLocation();
  const next = currentStep(steps);
  const done = steps.filter((step) => step.done).length;
  if (steps.length === 0 || pathname === "/start") return null;
  return (
    <Group className="panel guide" gap="sm" wrap="nowrap" role="status">
      <Group style={{ flex: 1, gap: "0 8px" }}>
        <Text size="sm" c="dimmed">
          {text("progress", { done, all: steps.length })}
        </Text>
        <Text size="sm" fw={600}>
          {next ? (next.waits ? next.note : next.title) : text("complete")}
        </Text>
      </Group>
      {next && !next.waits && !pathname.startsWith(next.to) && (
        <Button component={Link} to={next.to} size="compact-sm">
          {text("open")}
        </Button>
      )}
      <Anchor component={Link} to="/start" size="sm">
        {text("all")}
      </Anchor>
      <CloseButton aria-label={text("leave")} onClick={() => guide.set("off")} />
    </Group>
  );
}
