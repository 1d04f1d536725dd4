import { Group, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

interface PanelProps {
  readonly title?: string;
  /** One line under the title: what is shown, and over which time. */
  readonly note?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** Without padding, for tables. */
  readonly flush?: boolean;
}

/** A part of a page with a surface of its own. */
export function Panel({ title, note, actions, children, flush = false }: PanelProps) {
  return (
    <section className="panel" aria-label={title}>
      {(title !== undefined || actions !== undefined) && (
        <Group justify="space-between" px="md" pt="sm" pb={flush ? "sm" : 0} gap="xs">
          <Stack gap={0}>
            {title !== undefined && (
              <Title order={2} size="h3">
                {title}
              </Title>
            )}
            {note !== undefined && (
              <Text size="xs" c="dimmed">
                {note}
              </Text>
            )}
          </Stack>
          {actions}
        </Group>
      )}
      {flush ? children : <div style={{ padding: "12px 16px 16px" }}>{children}</div>}
    </section>
  );
}
