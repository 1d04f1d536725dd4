import type { User } from "@lorats/api";

export type Role = User["memberships"][number]["role"];

/** From the least to the most that somebody may do. */
const ROLES: readonly Role[] = ["viewer", "operator", "admin", "owner"];

/** Those that somebody may give: owners are made by owners, and by who runs the server. */
export function rolesFor(managesOwners: boolean): readonly Role[] {
  return managesOwners ? ROLES : ROLES.filter((role) => role !== "owner");
}
