import { ENDPOINTS, userRole } from "@lorats/api";
import type { TenantId, UserId } from "@lorats/base";
import { covers, everyItem, type Role } from "@lorats/platform";
import { z } from "zod";
import { demandManagesOwners } from "../../auth/owners.ts";
import { userHandlers } from "../../http/handlers/users.ts";
import { perform, type Asker, type DocumentKind, type Fields } from "../kind.ts";

const { email, name } = ENDPOINTS.createUser.body.shape;
const body = z.strictObject({ email, name, role: userRole, active: z.boolean().default(true) });

/** Who they are and their role in the tenant; never a password. */
export const USERS: DocumentKind = {
  list: "users",
  resource: "users",
  async *read({ stores }, tenantId) {
    for await (const one of everyItem(stores.users, tenantId)) {
      const role = one.memberships.find((membership) => membership.tenantId === tenantId)!.role;
      const { id, active } = one;
      yield { id, fields: { email: one.email, name: one.name, role, active }, secrets: {} };
    }
  },
  key: (fields) => String(fields["email"]),
  createBody: body,
  // So that a dry run says it, too.
  check({ principal }, tenantId, { role }) {
    if (role === "owner") demandManagesOwners(principal, tenantId);
  },
  updateBody: body,
  async create(asker, tenantId, fields) {
    const { services, principal } = asker;
    const known = await services.stores.users.byEmail(String(fields["email"]));
    // Whoever runs the server may take in somebody who is here for another tenant already.
    if (known && covers(principal.everywhere, "users", "write")) {
      await place(asker, known.id, tenantId, fields);
      return { id: known.id };
    }
    const memberships = [{ tenantId, role: fields["role"] }];
    const fresh = {
      email: fields["email"],
      name: fields["name"],
      isServerAdmin: false,
      memberships,
    };
    const { id } = await perform(userHandlers, "createUser", asker, {}, fresh);
    if (fields["active"] === false) {
      await perform(userHandlers, "updateUser", asker, { id }, { active: false });
    }
    return { id };
  },
  async update(asker, id, fields, tenantId) {
    await place(asker, id as UserId, tenantId, fields);
  },
};

/** Gives somebody that role in the tenant; what they are elsewhere stays. */
async function place(
  asker: Asker,
  id: UserId,
  tenantId: TenantId,
  { name: called, active, role }: Fields,
): Promise<void> {
  const [user] = await asker.services.stores.users.get([id]);
  const elsewhere = user!.memberships.filter((one) => one.tenantId !== tenantId);
  const memberships = [...elsewhere, { tenantId, role: role as Role }];
  const change = { name: called, active, memberships };
  await perform(userHandlers, "updateUser", asker, { id }, change);
}
