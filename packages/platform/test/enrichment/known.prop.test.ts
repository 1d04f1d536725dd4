import assert from "node:assert/strict";
import { it } from "node:test";
import type { ApplicationId, DeviceId, TenantId } from "@lorats/base";
import { externalDataKey, MemoryEventLog, newEvent, type NewEvent } from "@lorats/events";
import fc from "fast-check";
import { ExternalData, type ExternalQuery } from "../../src/enrichment/known.ts";
import type { EnrichmentSource } from "../../src/enrichment/source.ts";
import { nextId, T0, TENANT_A } from "../../src/testing/samples.ts";

const MINUTE_NS = 60_000_000_000n;
const HOLDS_MINUTES = 5;
const tenantId: TenantId = TENANT_A;
const applicationId = nextId<ApplicationId>();
const devices = [nextId<DeviceId>(), nextId<DeviceId>()];

function source(field: string, settings: object): EnrichmentSource {
  const times = { refreshMinutes: 5, holdsMinutes: HOLDS_MINUTES, createdAt: T0, version: 1 };
  const what = {
    kind: "weather",
    name: field,
    field,
    enabled: true,
    settings: { gridDeg: 1, ...settings },
  };
  return { id: nextId(), tenantId, ...what, ...times };
}
const roof = source("roof", { latitudeDeg: 1, longitudeDeg: 1 });
const around = source("around", {});

/** What stands in the log, minute after minute. */
const step = fc.oneof(
  fc.record({ kind: fc.constant("roof" as const) }),
  fc.record({ kind: fc.constant("around" as const), square: fc.nat(1) }),
  fc.record({ kind: fc.constant("moved" as const), square: fc.nat(1), device: fc.nat(1) }),
  fc.record({ kind: fc.constant("frame" as const), device: fc.nat(1), late: fc.nat(8) }),
);

it("frames are told what stood in the log before them, many at once and in either order as one by one", async () => {
  const round = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const log = new MemoryEventLog();
    const data = new ExternalData({ log, sources: () => [roof, around] });
    const frames: ExternalQuery[] = [];
    const expected: unknown[] = [];
    /** By key, as somebody would remember it who had been there. */
    const told = new Map<string, { readonly time: bigint; readonly value: unknown }[]>();
    const tell = async (event: NewEvent, value: unknown): Promise<void> => {
      await log.append([event]);
      told.set(event.key, [{ time: event.time, value }, ...(told.get(event.key) ?? [])]);
    };
    const newest = (key: string, time: bigint) => told.get(key)?.find((one) => one.time <= time);
    for (const [n, one] of steps.entries()) {
      const time = T0 + BigInt(n) * MINUTE_NS;
      if (one.kind === "moved") {
        const deviceId = devices[one.device]!;
        const place = JSON.stringify({ latitudeDeg: one.square + 0.2, longitudeDeg: 0.7 });
        const body = { deduplicationId: nextId(), deviceId, applicationId, place };
        const how = { devEui: "0101010101010101", source: "wifi", resolver: "x/1", gateways: 0 };
        const event = { ...body, ...how } as never;
        await tell(newEvent("location", { tenantId, key: deviceId, time }, event), one.square);
      } else if (one.kind === "frame") {
        const deviceId = devices[one.device]!;
        const sent = time - BigInt(one.late) * MINUTE_NS;
        const at = { tenantId, key: deviceId, time: sent };
        const [position] = await log.append([
          newEvent("refusal", at, { code: "x", reason: "", receptions: [] }),
        ]);
        frames.push({ tenantId, applicationId, deviceId, time: sent, position: position! });
        const square = newest(deviceId, sent)?.value;
        const keys = {
          roof: externalDataKey(roof.id, "1,1"),
          around: externalDataKey(around.id, `${Number(square) + 0.5},0.5`),
        };
        const said = Object.entries(keys).flatMap(([field, key]) => {
          const known = newest(key, sent);
          const holds = known && sent - known.time <= BigInt(HOLDS_MINUTES) * MINUTE_NS;
          return holds ? [[field, { n: known.value }] as const] : [];
        });
        expected.push(said.length > 0 ? Object.fromEntries(said) : undefined);
      } else {
        const [by, spot] =
          one.kind === "roof" ? [roof, "1,1"] : [around, `${one.square + 0.5},0.5`];
        const key = externalDataKey(by.id, spot);
        const body = { sourceId: by.id, kind: "weather", spot, values: { n } };
        await tell(newEvent("external-data", { tenantId, key, time }, body), n);
      }
    }
    assert.deepEqual(await data.of(frames), expected);
    assert.deepEqual((await data.of(frames.toReversed())).toReversed(), expected);
  });
  await fc.assert(round, { numRuns: 150 });
});
