import { CallerError, type TenantId, type UserId } from "@lorats/base";
import { pageOf, type Page, type PageQuery } from "../page.ts";
import type { Identity, User, UserStore } from "./user.ts";

export class MemoryUserStore implements UserStore {
  readonly #users = new Map<UserId, User>();

  async create(users: readonly User[]): Promise<void> {
    const seen = new Set<string>();
    for (const user of users) {
      const names = [user.email, ...(user.identities ?? []).map(nameOf)];
      if (this.#users.has(user.id) || names.some((name) => seen.has(name))) throw taken(user);
      this.#refuseTaken(user);
      for (const name of names) seen.add(name);
    }
    for (const user of users) this.#users.set(user.id, user);
  }

  async update(user: User): Promise<User> {
    const stored = this.#users.get(user.id);
    if (!stored) throw new CallerError("USER_UNKNOWN", "no such user");
    if (stored.version !== user.version) {
      throw new CallerError("USER_CHANGED", "somebody else changed the user meanwhile");
    }
    this.#refuseTaken(user);
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

  async byIdentity(identity: Identity): Promise<User | undefined> {
    return this.#users.values().find((user) => has(user, identity));
  }

  async list(query: PageQuery & { readonly tenantId?: TenantId | undefined }): Promise<Page<User>> {
    const { tenantId } = query;
    const belongs = (user: User): boolean =>
      tenantId === undefined || user.memberships.some((one) => one.tenantId === tenantId);
    return pageOf(this.#users.values().filter(belongs), query);
  }

  #refuseTaken(user: User): void {
    for (const other of this.#users.values()) {
      if (other.id === user.id) continue;
      const shared = user.identities?.some((identity) => has(other, identity));
      if (other.email === user.email || shared) throw taken(user);
    }
  }
}

const nameOf = ({ issuer, subject }: Identity): string => `${issuer}\n${subject}`;

function has({ identities = [] }: User, identity: Identity): boolean {
  return identities.some((one) => nameOf(one) === nameOf(identity));
}

function taken(user: User): CallerError {
  return new CallerError("USER_EXISTS", `there is already a user ${user.email}`);
}
