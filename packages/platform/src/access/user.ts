import type { Instant, TenantId, UserId } from "@lorats/base";
import type { Page, PageQuery } from "../page.ts";
import type { Role } from "./scope.ts";

export interface Membership {
  readonly tenantId: TenantId;
  readonly role: Role;
}

/** Somebody as an identity provider names them: for ever the same, unlike names and addresses. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

/** Somebody who signs in. */
export interface User {
  readonly id: UserId;
  /** Lower case; unique over the whole server. */
  readonly email: string;
  readonly name: string;
  /** Text form of the password's hash (PHC string); absent for people who sign in otherwise. */
  readonly passwordHash?: string | undefined;
  /** By whom else they may be vouched for; none of them belongs to two users. */
  readonly identities?: readonly Identity[] | undefined;
  /** Runs the server: may do everything in every tenant. */
  readonly isServerAdmin: boolean;
  readonly active: boolean;
  readonly memberships: readonly Membership[];
  readonly createdAt: Instant;
  /** Counts changes from 1; what a change was based on must match. */
  readonly version: number;
}

/** Users. Every adapter passes `userStoreContract`. */
export interface UserStore {
  /** All or none. @throws {CallerError} `USER_EXISTS` when an id, an e-mail address or an identity is taken. */
  create(users: readonly User[]): Promise<void>;
  /**
   * Replaces a user whose stored version is `user.version` and resolves to what is stored now, one version up.
   * @throws {CallerError} `USER_CHANGED` when the version differs, `USER_UNKNOWN`, `USER_EXISTS` for a taken address or identity.
   */
  update(user: User): Promise<User>;
  delete(ids: readonly UserId[]): Promise<void>;
  /** In the order asked for, without those that do not exist. */
  get(ids: readonly UserId[]): Promise<readonly User[]>;
  byEmail(email: string): Promise<User | undefined>;
  byIdentity(identity: Identity): Promise<User | undefined>;
  /** With a tenant: its members only. */
  list(query: PageQuery & { readonly tenantId?: TenantId | undefined }): Promise<Page<User>>;
}
