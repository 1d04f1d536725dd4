import { Alert, Button, Stack, Text } from "@mantine/core";
import { ProblemError } from "@lorats/api";
import { IconAlertTriangle } from "@tabler/icons-react";
import { common } from "../i18n/common.text.ts";
import { text } from "./problem.text.ts";

interface ProblemNoticeProps {
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}

/** What went wrong and what to do about it. */
export function ProblemNotice({ error, onRetry }: ProblemNoticeProps) {
  const { title, advice } = explainProblem(error);
  return (
    <Alert color="red" icon={<IconAlertTriangle />} title={title} role="alert">
      <Stack align="flex-start" gap="xs">
        <Text size="sm">{advice}</Text>
        {onRetry && (
          <Button size="xs" variant="light" color="red" onClick={onRetry}>
            {common("retry")}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

interface Explained {
  readonly title: string;
  readonly advice: string;
}

/** An error in words: the server's own account where there is one, and what can be done. */
export function explainProblem(error: unknown): Explained {
  if (error instanceof ProblemError) return ofServer(error.problem);
  if (error instanceof Error && isMissingChunk(error)) {
    return { title: text("outdated"), advice: text("outdatedAdvice") };
  }
  if (error instanceof TypeError) {
    return { title: text("unreachable"), advice: text("unreachableAdvice") };
  }
  return { title: text("crashed"), advice: error instanceof Error ? error.message : String(error) };
}

export function isMissingChunk({ message }: Error): boolean {
  return /dynamically imported module|Importing a module script failed/.test(message);
}

function ofServer({ status, code, detail, requestId = "?" }: ProblemError["problem"]): Explained {
  const said = detail ?? code;
  switch (status) {
    case 403:
      return { title: text("forbidden"), advice: text("forbiddenAdvice", { detail: said }) };
    case 404:
      return { title: text("missing"), advice: text("missingAdvice") };
    case 409: {
      const changed = /CONFLICT|CHANGED/.test(code);
      return { title: text("conflict"), advice: changed ? text("changedMeanwhile") : said };
    }
    case 429:
      return { title: text("throttled"), advice: said };
    case 502:
    case 504:
      return { title: text("unreachable"), advice: text("unreachableAdvice") };
    case 503:
      return { title: text("unavailable"), advice: said };
    case 500:
      return { title: text("broken"), advice: text("brokenAdvice", { id: requestId }) };
    default:
      return { title: text("invalid"), advice: said };
  }
}
