import { NavLink, ScrollArea, Text } from "@mantine/core";
import { Link, useRouterState } from "@tanstack/react-router";
import { covers, useMe, useTenantId } from "../state/access.ts";
import { useServerInfo } from "../state/lists.ts";
import { API_PAGE, PAGE_GROUPS, type PageEntry } from "./navigation.tsx";
import { text } from "./shell.text.ts";

/** Groups of pages, without those that one may not read. */
export function useVisibleGroups(): readonly { label: string; pages: readonly PageEntry[] }[] {
  const { tenants } = useMe();
  const tenantId = useTenantId();
  const { data: info } = useServerInfo();
  const scopes = tenants
    .filter(({ id }) => tenantId === undefined || id === tenantId)
    .flatMap((tenant) => tenant.scopes);
  return PAGE_GROUPS.map(({ label, pages }) => ({
    label: text(label),
    pages: pages.filter(
      ({ reads, isDemo = false }) =>
        (reads === undefined || covers(scopes, reads, "read")) && (!isDemo || info?.demo === true),
    ),
  }));
}

export function Navbar({ onNavigate }: { readonly onNavigate: () => void }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const groups = useVisibleGroups();
  const isOpen = (to: string): boolean => (to === "/" ? path === "/" : path.startsWith(to));
  return (
    <ScrollArea type="hover" scrollbarSize={6} h="100%">
      {groups.map(({ label, pages }) => (
        <div key={label} role="group" aria-label={label}>
          <Text size="xs" fw={600} c="dimmed" px="sm" pt="md" pb={4}>
            {label}
          </Text>
          {pages.map(({ to, label: name, icon: Icon }) => (
            <NavLink
              key={to}
              component={Link}
              to={to}
              preload="intent"
              label={text(name)}
              leftSection={<Icon size={17} />}
              active={isOpen(to)}
              onClick={onNavigate}
              py={6}
              style={{ borderRadius: 6 }}
            />
          ))}
        </div>
      ))}
      <NavLink
        href={API_PAGE.to}
        label={text(API_PAGE.label)}
        leftSection={<API_PAGE.icon size={17} />}
        py={6}
        mt="xs"
        style={{ borderRadius: 6 }}
      />
    </ScrollArea>
  );
}
