import { formatInstant } from "@lorats/base";
import type { User } from "@lorats/platform";

/** As the API shows somebody: without the password's hash. */
export function showUser({ passwordHash, createdAt, memberships, identities, ...rest }: User) {
  return {
    ...rest,
    memberships: [...memberships],
    identities: [...(identities ?? [])],
    hasPassword: passwordHash !== undefined,
    createdAt: formatInstant(createdAt),
  };
}
