import { after } from "node:test";
import { keyStoreContract } from "@lorats/base/testing";
import { sealingKey } from "../../src/keys/seal.ts";
import { SqlKeyStore } from "../../src/keys/sql-key-store.ts";
import { migratePostgres } from "../../src/postgres/migration.ts";
import { openPool } from "../../src/postgres/pool.ts";
import { PostgresDatabase } from "../../src/postgres/postgres-database.ts";
import { POSTGRES_SCHEMA } from "../../src/postgres/schema.ts";
import { storeContracts } from "../sql/store-contracts.ts";
import { startPostgres } from "./server.ts";

const server = await startPostgres();
after(() => server.stop());
const pool = openPool(await server.emptySchema(), () => undefined);
after(() => pool.end());
await migratePostgres(pool, POSTGRES_SCHEMA);
const db = new PostgresDatabase(pool);

async function emptyTables(): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = current_schema()
       and tablename not in ('lorats_migrations', 'log_head')`,
  );
  await pool.query(`truncate ${rows.map(({ name }) => name).join(", ")}`);
}

storeContracts(db, emptyTables);

keyStoreContract(async () => {
  await emptyTables();
  const { store } = await SqlKeyStore.open(db, [sealingKey(new Uint8Array(32).fill(7))]);
  return store;
});
