import { Badge, Button, Group, Select, Text } from "@mantine/core";
import type { User } from "@lorats/api";
import { IconUsers } from "@tabler/icons-react";
import { lazy, useState } from "react";
import { client, queries } from "../client.ts";
import { ConfirmButton } from "../parts/confirm-button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { FormDrawer } from "../parts/form-drawer.tsx";
import { Page } from "../parts/page.tsx";
import { explainProblem } from "../parts/problem-notice.tsx";
import { useMay, useTenantId } from "../state/access.ts";
import { toast } from "../state/toasts.ts";
import { TwoLines, type Column } from "../table/data-table.tsx";
import { ListPanel } from "../table/list-panel.tsx";
import { usePages } from "../table/use-pages.ts";
import { text } from "./admin.text.ts";
import { ROLES, type Role } from "./users/roles.ts";
import { AddButton } from "../parts/add-button.tsx";

const UserForm = lazy(() => import("./users/user-form.tsx"));

/** Who may sign in, and as what. */
export function UsersPage() {
  const tenantId = useTenantId();
  const may = useMay("users", "write");
  const [adding, setAdding] = useState(false);
  const pages = usePages<User>(["users", tenantId], (after, signal) =>
    client.listUsers({ tenantId, after, limit: 200 }, signal),
  );
  const add = may && <AddButton label={text("addUser")} to={() => setAdding(true)} />;
  return (
    <Page title={text("usersTitle")} actions={add}>
      <ListPanel
        label={text("usersTitle")}
        pages={pages}
        rowKey={({ id }) => id}
        rowHeight={52}
        columns={columns(tenantId, may)}
        empty={
          <EmptyState icon={<IconUsers />} title={text("noUsersTitle")} action={add}>
            {text("noUsers")}
          </EmptyState>
        }
      />
      <FormDrawer title={text("addUser")} opened={adding} onClose={() => setAdding(false)}>
        <UserForm onDone={() => setAdding(false)} />
      </FormDrawer>
    </Page>
  );
}

type Change = Partial<Pick<User, "active" | "memberships">>;

/** Changes a user at once, with a way back. */
async function change(user: User, change: Change, back: Change, said: string): Promise<void> {
  try {
    const updated = await client.updateUser({ id: user.id, version: user.version, ...change });
    toast(said, {
      undo: () => {
        const undo = { id: user.id, version: updated.version, ...back };
        void client.updateUser(undo).then(refresh, complain);
      },
    });
  } catch (error) {
    complain(error);
  }
  await refresh();
}

function refresh(): Promise<void> {
  return queries.invalidateQueries({ queryKey: ["users"] });
}

function complain(error: unknown): void {
  toast(explainProblem(error).advice, { tone: "bad" });
}

function columns(tenantId: string | undefined, may: boolean): readonly Column<User>[] {
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
  const name = user.name === "" ? user.email : user.name;
  const remove = async (): Promise<void> => {
    await client.deleteUser({ id });
    toast(text("userDeleted", { name }));
    await refresh();
  };
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      <Button
        size="compact-sm"
        variant="subtle"
        onClick={() =>
          void change(
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
  if (!here) return <Text size="sm">–</Text>;
  return (
    <Select
      size="xs"
      aria-label={`${text("changeRole")}: ${name === "" ? email : name}`}
      disabled={!may}
      allowDeselect={false}
      data={ROLES.map((role) => ({ value: role, label: text(role) }))}
      value={here.role}
      onChange={(role) => {
        const others = memberships.filter((one) => one !== here);
        const next = [...others, { tenantId: here.tenantId, role: role as Role }];
        const said = text("roleSaved", { name: name === "" ? email : name, role: role ?? "" });
        void change(user, { memberships: next }, { memberships }, said);
      }}
    />
  );
}
