import { CallerError, type TenantId, type UserId } from "@lorats/base";
import type { Identity, Page, PageQuery, User, UserStore } from "@lorats/platform";
import type { CompiledQuery } from "kysely";
import { chunks } from "./chunks.ts";
import { inOrder, pageFrom, rowsFor } from "./listing.ts";
import type { SqlDatabase } from "./sql-database.ts";
import type { Tables } from "./tables.ts";

type Row = Tables["users"];
type Body = Omit<User, "id" | "email" | "createdAt" | "version">;

/** Memberships and identities stand in the user's body; tables of their own find those who have one. */
export class SqlUserStore implements UserStore {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  async create(users: readonly User[]): Promise<void> {
    const { build } = this.#db;
    const inserts = users.map((user) => build.insertInto("users").values(toRow(user)).compile());
    const referring = users.flatMap((user) =>
      this.#addReferring(user).map((query) => ({ query, user })),
    );
    const outcome = await this.#db.write([...inserts, ...referring.map(({ query }) => query)]);
    if (outcome.ok) return;
    const at = outcome.statement;
    throw taken(users[at] ?? referring[at - users.length]!.user);
  }

  async update(user: User): Promise<User> {
    const { build } = this.#db;
    const { id, version } = user;
    const { created_at: _, ...values } = toRow({ ...user, version: version + 1 });
    const update = build
      .updateTable("users")
      .set(values)
      .where("id", "=", id)
      .where("version", "=", BigInt(version))
      .returningAll()
      .compile();
    const outcome = await this.#db.write([
      { query: update, expect: 1 },
      build.deleteFrom("memberships").where("user_id", "=", id).compile(),
      build.deleteFrom("user_identities").where("user_id", "=", id).compile(),
      ...this.#addReferring(user),
    ]);
    if (outcome.ok) return fromRow(outcome.results[0]!.rows[0] as Row);
    if (outcome.reason === "unique") throw taken(user);
    if ((await this.get([id])).length === 0) throw new CallerError("USER_UNKNOWN", "no such user");
    throw new CallerError("USER_CHANGED", "somebody else changed the user meanwhile");
  }

  async delete(ids: readonly UserId[]): Promise<void> {
    const { build } = this.#db;
    await this.#db.write(
      chunks(ids).map((some) => build.deleteFrom("users").where("id", "in", some).compile()),
    );
  }

  async get(ids: readonly UserId[]): Promise<readonly User[]> {
    const { build } = this.#db;
    const queries = chunks(ids).map((some) =>
      build.selectFrom("users").selectAll().where("id", "in", some).compile(),
    );
    return inOrder(ids, (await this.#db.read(queries)).flat().map(fromRow));
  }

  async byEmail(email: string): Promise<User | undefined> {
    const select = this.#db.build.selectFrom("users").selectAll();
    const row = await select.where("email", "=", email).executeTakeFirst();
    return row && fromRow(row);
  }

  async byIdentity({ issuer, subject }: Identity): Promise<User | undefined> {
    const row = await this.#db.build
      .selectFrom("users")
      .innerJoin("user_identities", "user_identities.user_id", "users.id")
      .selectAll("users")
      .where("issuer", "=", issuer)
      .where("subject", "=", subject)
      .executeTakeFirst();
    return row && fromRow(row);
  }

  async list(query: PageQuery & { readonly tenantId?: TenantId | undefined }): Promise<Page<User>> {
    const { after, limit, tenantId } = query;
    const { build } = this.#db;
    let select = build.selectFrom("users").selectAll().orderBy("id");
    if (after !== undefined) select = select.where("id", ">", after);
    if (tenantId !== undefined) {
      const members = build.selectFrom("memberships").where("tenant_id", "=", tenantId);
      select = select.where("id", "in", members.select("user_id"));
    }
    return pageFrom(await select.limit(rowsFor(limit)).execute(), limit, fromRow);
  }

  #addReferring({ id, memberships, identities = [] }: User): readonly CompiledQuery<unknown>[] {
    const { build } = this.#db;
    const tenantIds = new Set(memberships.map(({ tenantId }) => tenantId));
    return [
      ...[...tenantIds].map((tenantId) => {
        const row = { tenant_id: tenantId, user_id: id };
        return build.insertInto("memberships").values(row).compile();
      }),
      ...identities.map(({ issuer, subject }) => {
        return build
          .insertInto("user_identities")
          .values({ issuer, subject, user_id: id })
          .compile();
      }),
    ];
  }
}

function taken({ email }: User): CallerError {
  return new CallerError("USER_EXISTS", `there is already a user ${email}`);
}

function toRow({ id, email, createdAt, version, ...body }: User): Row {
  return {
    id,
    email,
    body: JSON.stringify(body satisfies Body),
    version: BigInt(version),
    created_at: createdAt,
  };
}

function fromRow(row: Row): User {
  return {
    id: row.id as UserId,
    email: row.email,
    ...(JSON.parse(row.body) as Body),
    createdAt: row.created_at,
    version: Number(row.version),
  };
}
