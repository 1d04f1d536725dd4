import { Alert, Button, Stack, Text } from "@mantine/core";
import { ProblemError } from "@lorats/api";
import { IconAlertTriangle } from "@tabler/icons-react";

/** What went wrong and what to do about it. */
export function ProblemNotice({
  error,
  onRetry,
}: {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}) {
  const isProblem = error instanceof ProblemError;
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle />}
      title={isProblem ? error.problem.title : "The server does not answer"}
    >
      <Stack align="flex-start" gap="xs">
        <Text size="sm">
          {isProblem
            ? (error.problem.detail ?? error.problem.code)
            : "Check that it is running and that this machine reaches it."}
        </Text>
        {onRetry && (
          <Button size="xs" variant="light" color="red" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
