import { CallerError, type TenantId, type UserId } from "@lorats/base";
import { pageOf, type Page, type PageQuery } from "../page.ts";
import type { User, UserStore } from "./user.ts";

export class MemoryUserStore implements UserStore {
  readonly #users = new Map<UserId, User>();

  async create(users: readonly User[]): Promise<void> {
    const emails = new Set<string>();
    for (const user of users) {
      if (this.#users.has(user.id) || emails.has(user.email)) throw taken(user);
      this.#refuseTakenEmail(user);
      emails.add(user.email);
    }
    for (const user of users) this.#users.set(user.id, user);
  }

  async update(user: User): Promise<User> {
    const stored = this.#users.get(user.id);
    if (!stored) throw new CallerError("USER_UNKNOWN", "no such user");
    if (stored.version !== user.version) {
      throw new CallerError("USER_CHANGED", "somebody else changed the user meanwhile");
    }
    this.#refuseTakenEmail(user);
    const next = { ...user, version: user.version + 1 };
    this.#users.set(user.id, next);
    return next;
  }

  async delete(ids: readonly UserId[]): Promise<void> {
    for (const id of ids) this.#users.delete(id);
  }

  async get(ids: readonly UserId[]): Promise<readonly User[]> {
    return ids.flatMap((id) => this.#users.get(id) ?? []);
  }

  async byEmail(email: string): Promise<User | undefined> {
    return this.#users.values().find((user) => user.email === email);
  }

  async list(query: PageQuery & { readonly tenantId?: TenantId | undefined }): Promise<Page<User>> {
    const { tenantId } = query;
    const belongs = (user: User): boolean =>
      tenantId === undefined || user.memberships.some((one) => one.tenantId === tenantId);
    return pageOf(this.#users.values().filter(belongs), query);
  }

  #refuseTakenEmail(user: User): void {
    for (const other of this.#users.values()) {
      if (other.email === user.email && other.id !== user.id) throw taken(user);
    }
  }
}

function taken(user: User): CallerError {
  return new CallerError("USER_EXISTS", `there is already a user ${user.email}`);
}
