import {
  ActionIcon,
  Burger,
  Button,
  Group,
  Kbd,
  Menu,
  Select,
  Text,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from "@mantine/core";
import {
  IconClock,
  IconLogout,
  IconMoon,
  IconSearch,
  IconSun,
  IconUser,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Logo } from "../parts/logo.tsx";
import { chosenTenant, useMe, useTenantId } from "../state/access.ts";
import { localZoneName, useZone, zone } from "../state/zone.ts";
import { signOut } from "./actions.ts";
import { text } from "./shell.text.ts";

interface HeaderProps {
  readonly opened: boolean;
  readonly onToggle: () => void;
  readonly onFind: () => void;
}

export function Header({ opened, onToggle, onFind }: HeaderProps) {
  return (
    <Group h="100%" px="md" justify="space-between" wrap="nowrap">
      <Group gap="xs" wrap="nowrap">
        <Burger
          opened={opened}
          onClick={onToggle}
          hiddenFrom="md"
          size="sm"
          aria-label={text("navigation")}
        />
        <Logo />
      </Group>
      <Group gap={6} wrap="nowrap" miw={0}>
        <TenantSelect />
        <Button
          variant="default"
          size="xs"
          visibleFrom="sm"
          leftSection={<IconSearch size={15} />}
          rightSection={<Kbd size="xs">Ctrl K</Kbd>}
          onClick={onFind}
        >
          {text("find")}
        </Button>
        <HeaderButton label={text("find")} onClick={onFind} hiddenFrom="sm">
          <IconSearch size={18} />
        </HeaderButton>
        <ZoneButton />
        <ColorSchemeButton />
        <UserMenu />
      </Group>
    </Group>
  );
}

/** Which tenant the pages are about, for those who have several. */
function TenantSelect() {
  const { tenants } = useMe();
  const tenantId = useTenantId();
  if (tenants.length < 2) return null;
  return (
    <Select
      size="xs"
      w={{ base: 120, sm: 180 }}
      aria-label={text("tenant")}
      data={tenants.map(({ id, name }) => ({ value: id, label: name }))}
      value={tenantId ?? null}
      allowDeselect={false}
      searchable
      onChange={(id) => id !== null && chosenTenant.set(id)}
    />
  );
}

function ZoneButton() {
  const chosen = useZone();
  const label = chosen === "local" ? text("toUtc") : text("toLocal", { zone: localZoneName() });
  return (
    <HeaderButton label={label} onClick={() => zone.set(chosen === "local" ? "utc" : "local")}>
      {chosen === "utc" ? (
        <Text fz={11} fw={700}>
          UTC
        </Text>
      ) : (
        <IconClock size={18} />
      )}
    </HeaderButton>
  );
}

function ColorSchemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const isLight = useComputedColorScheme("light") === "light";
  return (
    <HeaderButton
      label={text(isLight ? "toDark" : "toLight")}
      onClick={() => setColorScheme(isLight ? "dark" : "light")}
    >
      {isLight ? <IconMoon size={18} /> : <IconSun size={18} />}
    </HeaderButton>
  );
}

function UserMenu() {
  const me = useMe();
  return (
    <Menu position="bottom-end" withArrow>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={text("account")}>
          <IconUser size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{me.name || me.email}</Menu.Label>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          {text("signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface HeaderButtonProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
  readonly hiddenFrom?: "sm";
}

function HeaderButton({ label, onClick, children, ...props }: HeaderButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        onClick={onClick}
        {...props}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
