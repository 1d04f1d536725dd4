import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Event, Overview, Uplink } from "@lorats/api";
import { loraTimeOnAirMs, type SpreadingFactor } from "@lorats/lorawan";
import { changedFields, changeOf } from "../../src/pages/audit/change.ts";
import { missedFrames, numbersOf } from "../../src/pages/devices/uplink-figures.ts";
import { clockFigures, heardAirtimeNs, type Heard } from "../../src/pages/gateways/figures.ts";
import { totalOf, trafficColumns } from "../../src/pages/overview/traffic.ts";

describe("figures of a device", () => {
  it("missing counters are missed frames; a counter that went back is a new session", () => {
    const uplinks = [12, 11, 8, 40, 39].map((fCnt) => ({ fCnt }) as Uplink);
    assert.equal(missedFrames(uplinks), 2);
    assert.equal(missedFrames([]), 0);
  });

  it("every number of a payload has a path; what is no number has none", () => {
    assert.deepEqual(numbersOf({ temperature: { 1: 21.5 }, open: true, text: "x", gone: null }), [
      ["temperature.1", 21.5],
      ["open", 1],
    ]);
  });
});

describe("figures of a gateway", () => {
  const at = (ms: number): string => new Date(1_800_000_000_000 + ms).toISOString();
  const heard = (count: number, ppm: number, jump = 0): Heard[] =>
    Array.from({ length: count }, (_, i) => {
      const ms = i * 10_000;
      const delayMs = i % 7 === 3 ? 40 : 2;
      const counterMs = ms * (1 + ppm / 1e6) + (i >= count / 2 ? jump : 0);
      return {
        arrivedAt: at(ms + delayMs),
        gatewayTime: at(ms),
        counterUs: String(Math.round(counterMs * 1000) % 2 ** 32),
      } as Heard;
    });

  it("time on air is what the rules of LoRa say", () => {
    for (const sf of [7, 8, 9, 10, 11, 12] as SpreadingFactor[]) {
      for (const phyBytes of [13, 14, 23, 51, 222]) {
        const phyPayload = Buffer.alloc(phyBytes).toString("base64");
        const modulation = { kind: "lora" as const, sf, bwHz: 125_000 };
        const expectedMs = loraTimeOnAirMs({ sf, bwHz: 125_000, phyBytes });
        const airtimeMs = heardAirtimeNs({ modulation, phyPayload }) / 1e6;
        assert.ok(Math.abs(airtimeMs - expectedMs) < 1e-6, `SF${sf}, ${phyBytes} B: ${airtimeMs}`);
      }
    }
  });

  it("a fast counter shows as drift, whatever single frames were delayed", () => {
    const { counterPpm, steps, delaysNs } = clockFigures(heard(100, 20));
    assert.ok(Math.abs(counterPpm! - 20) < 2, `${counterPpm} ppm`);
    assert.equal(steps, 0);
    assert.equal(delaysNs.length, 100);
  });

  it("a counter that wraps is no step, one that jumps is", () => {
    assert.equal(clockFigures(heard(600, 0)).steps, 0);
    assert.equal(clockFigures(heard(100, 0, 60_000)).steps, 1);
  });

  it("too few frames claim no drift", () => {
    assert.equal(clockFigures(heard(5, 20)).counterPpm, undefined);
    assert.deepEqual(clockFigures([]), { delaysNs: [], counterPpm: undefined, steps: 0 });
  });
});

describe("figures of the day", () => {
  const step = (time: string, uplinks: number) =>
    ({ time, uplinks }) as unknown as Overview["traffic"][number];

  it("quiet steps are zeros, and the step that goes on has a width", () => {
    const traffic = [step("2026-11-26T05:00:00Z", 3), step("2026-11-26T05:10:00Z", 4)];
    const now = Date.parse("2026-11-26T05:12:00Z");
    const { times, column } = trafficColumns({ traffic, stepS: 300 } as unknown as Overview, now);
    assert.equal(times.length, column("uplinks").length);
    assert.deepEqual(column("uplinks").slice(-4), [3, 0, 4, 4]);
    assert.equal(totalOf(traffic, "uplinks"), 7);
  });
});

describe("entries of the audit log", () => {
  it("show what differs and leave out what changes with every change", () => {
    const body = {
      action: "update",
      id: "1",
      before: { name: "a", version: 1, tags: { x: "1" } },
      after: { name: "b", version: 2, tags: { x: "1" } },
    };
    const change = changeOf({ body } as unknown as Event);
    assert.equal(change.name, "b");
    assert.deepEqual(changedFields(change), [{ field: "name", before: "a", after: "b" }]);
  });
});
