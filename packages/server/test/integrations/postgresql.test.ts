import assert from "node:assert/strict";
import { after, it } from "node:test";
import { UnavailableError } from "@lorats/base";
import { startPostgres } from "../../../storage/test/postgres/server.ts";
import { postgresql } from "../../src/integrations/kinds/postgresql.ts";
import { RefusedForGood } from "../../src/integrations/target.ts";
import { openTarget, upMessage } from "./messages.ts";

const server = await startPostgres();
after(() => server.stop());

/** A schema of its own, with the password apart from the address. */
async function place(): Promise<{
  settings: Record<string, unknown>;
  secret: string;
  schema: string;
}> {
  const url = new URL(await server.emptySchema());
  const schema = url.searchParams.get("options")!.split("=")[1]!;
  const secret = decodeURIComponent(url.password);
  url.password = "";
  url.search = "";
  const settings = { url: url.href, tls: false, schema, timescale: false };
  return { settings, secret, schema };
}

it("writes events and the numbers of payloads as rows, each once however often they come", async () => {
  const { settings, secret, schema } = await place();
  const target = openTarget(postgresql, settings, { secret });
  await target.send([upMessage(1), upMessage(2)]);
  await target.send([upMessage(2), upMessage(3, { object: { text: "a\0b", n: 1 } })]);
  await target.close();
  const events = await server.run(
    `select event_id, event, dev_eui, device_name, data->>'fCnt' as n, (time at time zone 'UTC')::text as time from ${schema}.lorats_events order by time`,
  );
  assert.equal(events.length, 3);
  const [first] = events;
  assert.deepEqual(
    [first!["event_id"], first!["event"], first!["dev_eui"], first!["device_name"], first!["n"]],
    ["p1:up", "up", "0102030405060708", "Meter 1", "1"],
  );
  assert.match(String(first!["time"]), /08:00:01\.123457/);
  const values = await server.run(
    `select series, value from ${schema}.lorats_measurements order by time, series`,
  );
  assert.deepEqual(
    values.map(({ series, value }) => [series, value]),
    [
      ["air.t", 20.5],
      ["level", 1],
      ["air.t", 20.5],
      ["level", 2],
      ["n", 1],
    ],
  );
});

it("goes on after the server ended its connection, and waits while it may not write", async () => {
  const { settings, secret, schema } = await place();
  const target = openTarget(postgresql, settings, { secret });
  await target.send([upMessage(1)]);
  await server.dropConnections();
  await assert.rejects(Promise.resolve(target.send([upMessage(2)])), UnavailableError);
  await target.send([upMessage(2)]);
  await server.run(
    `alter table ${schema}.lorats_events rename to gone; create view ${schema}.lorats_events as select 1 as x`,
  );
  await assert.rejects(Promise.resolve(target.send([upMessage(3)])), UnavailableError);
  await target.close();
  assert.equal((await server.run(`select * from ${schema}.gone`)).length, 2);
});

it("refuses for good what the database will never take", async () => {
  const { settings, secret, schema } = await place();
  const target = openTarget(postgresql, settings, { secret });
  await target.send([upMessage(1)]);
  await server.run(`alter table ${schema}.lorats_events add check (data->>'fCnt' <> '7')`);
  await assert.rejects(Promise.resolve(target.send([upMessage(7)])), RefusedForGood);
  await target.send([upMessage(8)]);
  await target.close();
  const wrong = openTarget(postgresql, settings, { secret: "wrong" });
  await assert.rejects(Promise.resolve(wrong.send([upMessage(9)])), UnavailableError);
  await wrong.close();
});
