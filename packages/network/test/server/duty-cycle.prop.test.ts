import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { findSubBand, getRegion } from "@lorats/lorawan";
import type { Downlink } from "@lorats/events";
import { airtimeNs } from "../../src/radio/rules.ts";
import { gatewayModulation } from "../../src/uplink/reception.ts";
import { RadioBench } from "../support/radio-bench.ts";

const [PROFILE] = getRegion("EU868").regulation;
const HOUR_US = 3_600_000_000;

interface Sent {
  readonly gatewayId: string;
  readonly band: string;
  readonly limitUs: number;
  readonly startUs: number;
  readonly durationUs: number;
}

/** When the bench's gateways, whose counters are the server's clock less a little, begin to send. */
function sentOf({ gatewayId, freqHz, modulation, phyPayload, timing }: Downlink): Sent {
  const band = findSubBand(PROFILE!, freqHz)!;
  const bytes = Buffer.from(phyPayload, "base64").length;
  const durationUs = airtimeNs(gatewayModulation(modulation), bytes, false) / 1000;
  assert.equal(timing.kind, "counter");
  const startUs = Number(timing.kind === "counter" && timing.counterUs);
  return { gatewayId, band: band.id, limitUs: band.dutyCycle * HOUR_US, startUs, durationUs };
}

it("no gateway ever exceeds a sub-band's hour or sends two things at once", async () => {
  const step = fc.record({
    waitMs: fc.integer({ min: 300, max: 20_000 }),
    device: fc.nat(3),
    sf: fc.constantFrom(9, 12, 12, 12),
    freqHz: fc.constantFrom(868_100_000, 868_500_000),
    bytes: fc.nat(40),
    refuse: fc.boolean(),
    restart: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 90 }), async (steps) => {
      const bench = await RadioBench.open({ gateways: 1 });
      const devices = [];
      for (let i = 0; i < 4; i++) devices.push(await bench.addDevice());
      for (const { radio } of devices) await bench.join(radio);
      for (const { waitMs, device, sf, freqHz, bytes, refuse, restart } of steps) {
        if (restart) {
          bench.kill();
          await bench.start();
        }
        bench.sender.answer = ({ downlink }) =>
          refuse && downlink.downlinkId % 3 === 0 ? "COLLISION_PACKET" : "OK";
        const { device: registered, radio } = devices[device]!;
        await bench.enqueue(registered, "00".repeat(bytes));
        const modulation = { kind: "lora", sf, bwHz: 125_000, cr: 1 } as const;
        await bench.hear(radio.uplink("01", { confirmed: true }), { modulation, freqHz });
        await bench.coarse(2500);
        await bench.sleep(waitMs);
      }
      const acks = await bench.logged("tx-ack");
      const ok = new Set(
        acks.filter(({ body }) => body.status === "OK").map(({ body }) => body.downlinkId),
      );
      const sent = (await bench.logged("downlink"))
        .filter(({ body }) => ok.has(body.downlinkId))
        .map(({ body }) => sentOf(body));
      checkHours(sent);
      checkOverlap(sent);
    }),
    { numRuns: 6, endOnFailure: true },
  );
});

function checkHours(sent: readonly Sent[]): void {
  for (const last of sent) {
    const endUs = last.startUs + last.durationUs;
    const used = sent
      .filter((one) => one.gatewayId === last.gatewayId && one.band === last.band)
      .filter(
        (one) => one.startUs <= last.startUs && one.startUs + one.durationUs > endUs - HOUR_US,
      )
      .reduce(
        (sum, one) =>
          sum + Math.min(one.durationUs, one.startUs + one.durationUs - endUs + HOUR_US),
        0,
      );
    assert.ok(used <= last.limitUs, `${last.band}: ${used} µs of ${last.limitUs} in an hour`);
  }
}

function checkOverlap(sent: readonly Sent[]): void {
  const byStart = sent.toSorted((a, b) => a.startUs - b.startUs);
  for (const gatewayId of new Set(sent.map((one) => one.gatewayId))) {
    let freeUs = -Infinity;
    for (const one of byStart.filter((other) => other.gatewayId === gatewayId)) {
      assert.ok(one.startUs >= freeUs, "two frames at once on one transmitter");
      freeUs = one.startUs + one.durationUs;
    }
  }
}
