import { Alert, Badge, Code, Group, Stack, Text } from "@mantine/core";
import type { CodecTestResult } from "@lorats/api";
import { IconAlertTriangle } from "@tabler/icons-react";
import { base64ToHex, spacedHex } from "../../../format.ts";
import { text } from "../profiles.text.ts";

/** What a codec made of it, or what is wrong with it. */
export function CodecResult({ result }: { readonly result: CodecTestResult }) {
  const { ok, object, normalized, data, fPort, warnings, logs, code, reason } = result;
  const json = (value: unknown) => <Code block>{JSON.stringify(value, null, 2)}</Code>;
  return (
    <Stack gap="xs" aria-live="polite">
      {!ok && (
        <Alert color="red" icon={<IconAlertTriangle />} title={code ?? text("errors")}>
          <Text size="sm" ff="monospace" style={{ whiteSpace: "pre-wrap" }}>
            {reason}
          </Text>
        </Alert>
      )}
      {ok && (
        <Group gap="xs">
          <Badge color="teal" variant="light">
            {text("works")}
          </Badge>
          {object === undefined && data === undefined && (
            <Text size="sm" c="dimmed">
              {text("noValues")}
            </Text>
          )}
        </Group>
      )}
      {object !== undefined && json(object)}
      {data !== undefined && (
        <Text size="sm" component="div">
          {text("encoded", { port: fPort ?? 1 })} <Code>{spacedHex(base64ToHex(data)) || "–"}</Code>
        </Text>
      )}
      {normalized !== undefined && normalized !== null && (
        <>
          <Text size="xs" c="dimmed">
            {text("normalized")}
          </Text>
          {json(normalized)}
        </>
      )}
      {warnings.map((warning) => (
        <Alert key={warning} color="yellow" p="xs">
          {warning}
        </Alert>
      ))}
      {logs.length > 0 && (
        <>
          <Text size="xs" c="dimmed">
            {text("console")}
          </Text>
          <Code block>{logs.join("\n")}</Code>
        </>
      )}
    </Stack>
  );
}
