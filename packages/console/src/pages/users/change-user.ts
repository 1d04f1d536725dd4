import type { User } from "@lorats/api";
import { client, queries } from "../../client.ts";
import { undoable } from "../../parts/undoable.ts";

type Change = Partial<Pick<User, "active" | "memberships">>;

export function refreshUsers(): Promise<void> {
  return queries.invalidateQueries({ queryKey: ["users"] });
}

/** Changes a user at once, with a way back. */
export function changeUser(
  { id, version }: User,
  change: Change,
  back: Change,
  said: string,
): Promise<void> {
  return undoable({
    change: () => client.updateUser({ id, version, ...change }),
    back: (changed) => client.updateUser({ id, version: changed.version, ...back }),
    said,
    after: refreshUsers,
  });
}
