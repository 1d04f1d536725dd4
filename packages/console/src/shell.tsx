import {
  ActionIcon,
  AppShell,
  Burger,
  Group,
  Menu,
  NavLink,
  Text,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { Me } from "@lorats/api";
import {
  IconAntenna,
  IconBroadcast,
  IconBook,
  IconCpu,
  IconLogout,
  IconMoon,
  IconSun,
  IconUser,
} from "@tabler/icons-react";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { client, queries } from "./client.ts";
import { Logo } from "./parts/logo.tsx";

const PAGES = [
  { to: "/", label: "Live frames", icon: <IconBroadcast size={18} /> },
  { to: "/devices", label: "Devices", icon: <IconCpu size={18} /> },
  { to: "/gateways", label: "Gateways", icon: <IconAntenna size={18} /> },
] as const;

/** Header, navigation and the page that is open. */
export function Shell({ me }: { readonly me: Me }) {
  const [opened, { toggle, close }] = useDisclosure();
  const path = useRouterState({ select: (state) => state.location.pathname });
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 220, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding="md"
    >
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="xs" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label="Navigation"
            />
            <Logo />
          </Group>
          <Group gap={4} wrap="nowrap">
            <ColorSchemeButton />
            <UserMenu me={me} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Pages">
        {PAGES.map(({ to, label, icon }) => (
          <NavLink
            key={to}
            component={Link}
            to={to}
            label={label}
            leftSection={icon}
            active={path === to}
            variant="filled"
            onClick={close}
          />
        ))}
        <NavLink href="/docs" label="API" leftSection={<IconBook size={18} />} />
      </AppShell.Navbar>
      <AppShell.Main>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  );
}

function ColorSchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const other = scheme === "light" ? "dark" : "light";
  return (
    <HeaderButton label={`Switch to ${other} colours`} onClick={() => setColorScheme(other)}>
      {scheme === "light" ? <IconMoon size={18} /> : <IconSun size={18} />}
    </HeaderButton>
  );
}

function UserMenu({ me }: { readonly me: Me }) {
  const signOut = async (): Promise<void> => {
    await client.signOut({});
    await queries.resetQueries();
  };
  return (
    <Menu position="bottom-end" withArrow>
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" aria-label="Your account">
          <IconUser size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm">{me.name || me.email}</Text>
        </Menu.Label>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface HeaderButtonProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function HeaderButton({ label, onClick, children }: HeaderButtonProps) {
  return (
    <Tooltip label={label} withArrow>
      <ActionIcon variant="subtle" size="lg" aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
