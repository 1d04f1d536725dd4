import { Anchor, Breadcrumbs, Group, Stack, Title } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useEffect, type ReactNode } from "react";

interface PageProps {
  readonly title: string;
  /** Where one comes from, outermost first. */
  readonly trail?: readonly (readonly [label: string, to: string])[];
  /** Beside the title: states and counts. */
  readonly badges?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every page: where one is, what it is called, what can be done here. */
export function Page({ title, trail = [], badges, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · LoRaTS`;
  }, [title]);
  return (
    <Stack gap="md">
      <Stack gap={4}>
        {trail.length > 0 && (
          <Breadcrumbs separatorMargin={6} fz="sm">
            {trail.map(([label, to]) => (
              <Anchor key={to} component={Link} to={to} fz="sm">
                {label}
              </Anchor>
            ))}
          </Breadcrumbs>
        )}
        <Group justify="space-between" gap="sm">
          <Group gap="sm" miw={0} style={{ flex: "1 1 240px" }}>
            <Title order={1} style={{ overflowWrap: "anywhere" }} maw="100%">
              {title}
            </Title>
            {badges}
          </Group>
          {actions !== undefined && <Group gap="xs">{actions}</Group>}
        </Group>
      </Stack>
      {children}
    </Stack>
  );
}
