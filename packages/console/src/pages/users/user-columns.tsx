import { Badge, Button, Group, Select, Text } from "@mantine/core";
import type { User } from "@lorats/api";
import { client } from "../../client.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { toast } from "../../state/toasts.ts";
import { TwoLines, type Column } from "../../table/data-table.tsx";
import { text } from "../admin.text.ts";
import { changeUser, refreshUsers } from "./change-user.ts";
import { useManagesOwners } from "../../state/access.ts";
import { rolesFor, type Role } from "./roles.ts";

/** A user's name, role in the tenant that is open, whether they may sign in, and what can be changed at once. */
export function userColumns(tenantId: string | undefined, may: boolean): readonly Column<User>[] {
  return [
    {
      key: "name",
      title: text("name"),
      cell: ({ name, email, isServerAdmin }) => (
        <TwoLines
          top={
            <>
              {name === "" ? email : name}
              {isServerAdmin && (
                <Badge ml="xs" size="sm" variant="light">
                  {text("serverAdmin")}
                </Badge>
              )}
            </>
          }
          below={email}
        />
      ),
    },
    {
      key: "role",
      title: text("changeRole"),
      width: 150,
      from: "xs",
      cell: (user) => <RoleSelect user={user} tenantId={tenantId} may={may} />,
    },
    {
      key: "state",
      title: "",
      width: 100,
      from: "sm",
      cell: ({ active }) => (
        <Badge variant="dot" color={active ? "teal" : "red"}>
          {text(active ? "active" : "inactive")}
        </Badge>
      ),
    },
    {
      key: "actions",
      title: "",
      width: 210,
      from: "sm",
      align: "end",
      cell: (user) => may && <UserActions user={user} />,
    },
  ];
}

function UserActions({ user }: { readonly user: User }) {
  const { id, active } = user;
  const managesOwners = useManagesOwners();
  const name = user.name === "" ? user.email : user.name;
  const remove = async (): Promise<void> => {
    await client.deleteUser({ id });
    toast(text("userDeleted", { name }));
    await refreshUsers();
  };
  // The server refuses it, too; who owns something is no admin's to change.
  if (!managesOwners && user.memberships.some(({ role }) => role === "owner")) return null;
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      <Button
        size="compact-sm"
        variant="subtle"
        onClick={() =>
          void changeUser(
            user,
            { active: !active },
            { active },
            text(active ? "shutOutDone" : "letInDone", { name }),
          )
        }
      >
        {text(active ? "shutOut" : "letIn")}
      </Button>
      <ConfirmButton
        size="compact-sm"
        variant="subtle"
        label={text("deleteUser")}
        title={text("deleteUserTitle", { name })}
        onConfirm={remove}
      >
        {text("deleteUserNote")}
      </ConfirmButton>
    </Group>
  );
}

interface RoleSelectProps {
  readonly user: User;
  readonly tenantId: string | undefined;
  readonly may: boolean;
}

function RoleSelect({ user, tenantId, may }: RoleSelectProps) {
  const { memberships, name, email } = user;
  const here = memberships.find((one) => one.tenantId === tenantId);
  const managesOwners = useManagesOwners();
  if (!here) return <Text size="sm">–</Text>;
  const mayGive = rolesFor(managesOwners);
  return (
    <Select
      size="xs"
      aria-label={`${text("changeRole")}: ${name === "" ? email : name}`}
      disabled={!may || !mayGive.includes(here.role)}
      allowDeselect={false}
      data={[...new Set([...mayGive, here.role])].map((role) => ({
        value: role,
        label: text(role),
      }))}
      value={here.role}
      onChange={(role) => {
        const others = memberships.filter((one) => one !== here);
        const next = [...others, { tenantId: here.tenantId, role: role as Role }];
        const said = text("roleSaved", { name: name === "" ? email : name, role: role ?? "" });
        void changeUser(user, { memberships: next }, { memberships }, said);
      }}
    />
  );
}
