import { it } from "node:test";
import { migratePostgres } from "../../src/postgres/migration.ts";
import { openPool } from "../../src/postgres/pool.ts";
import { PostgresDatabase } from "../../src/postgres/postgres-database.ts";
import { POSTGRES_SCHEMA } from "../../src/postgres/schema.ts";
import { MEASUREMENTS_BY_SERIES } from "../../src/sql/measurement-schema.ts";
import { goesOn, oldMeasurements } from "../sql/old-measurements.ts";
import { startPostgres } from "./server.ts";

it("answers as before with the measurements of an older release, and goes on from there", async (t) => {
  const server = await startPostgres();
  t.after(() => server.stop());
  const pool = openPool(await server.emptySchema(), () => undefined);
  try {
    const { name: last } = MEASUREMENTS_BY_SERIES;
    await migratePostgres(
      pool,
      POSTGRES_SCHEMA.filter(({ name }) => name !== last),
    );
    const { sql, answers } = await oldMeasurements();
    await pool.query(sql);
    await migratePostgres(pool, POSTGRES_SCHEMA);
    await goesOn(new PostgresDatabase(pool), answers);
  } finally {
    await pool.end();
  }
});
