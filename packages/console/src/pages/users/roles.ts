import type { User } from "@lorats/api";

export type Role = User["memberships"][number]["role"];

/** From the least to the most that somebody may do. */
export const ROLES: readonly Role[] = ["viewer", "operator", "admin", "owner"];
