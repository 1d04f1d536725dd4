import type { User } from "@lorats/api";
import { IconUsers } from "@tabler/icons-react";
import { lazy } from "react";
import { client } from "../client.ts";
import { useMay, useTenantId } from "../state/access.ts";
import { DrawerList } from "../table/drawer-list.tsx";
import { usePages } from "../table/use-pages.ts";
import { text } from "./admin.text.ts";
import { userColumns } from "./users/user-columns.tsx";

const UserForm = lazy(() => import("./users/user-form.tsx"));

/** Who may sign in, and as what. */
export function UsersPage() {
  const tenantId = useTenantId();
  const may = useMay("users", "write");
  const pages = usePages<User>(["users", tenantId], (after, signal) =>
    client.listUsers({ tenantId, after, limit: 200 }, signal),
  );
  return (
    <DrawerList
      words={{
        title: text("usersTitle"),
        add: text("addUser"),
        emptyTitle: text("noUsersTitle"),
        empty: text("noUsers"),
      }}
      mayAdd={may}
      pages={pages}
      columns={() => userColumns(tenantId, may)}
      icon={<IconUsers />}
      form={(_, close) => <UserForm onDone={close} />}
    />
  );
}
