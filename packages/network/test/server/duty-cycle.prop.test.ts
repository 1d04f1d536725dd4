import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import {
  type DevAddr,
  type DeviceId,
  type KeyId,
  type MulticastGroupId,
  parseInstant,
  toHex,
} from "@lorats/base";
import { EIRP_OVER_ERP_DB, UPLINK_MAC_COMMANDS, findSubBand, getRegion } from "@lorats/lorawan";
import type { Downlink, EventType, MulticastDownlink, StoredEvent } from "@lorats/events";
import type { Device, DeviceProfile, Draft } from "@lorats/network";
import { airtimeNs } from "../../src/radio/rules.ts";
import { gatewayModulation } from "../../src/uplink/reception.ts";
import type { OracleDevice } from "../support/oracle-device.ts";
import { RadioBench } from "../support/radio-bench.ts";

const [PROFILE] = getRegion("EU868").regulation;
const HOUR_US = 3_600_000_000;
/** In the sub-band of 1 % where class A is answered, too. */
const CROWDED_HZ = 868_300_000;
/** What the bench's gateways are calibrated for. */
const LOUDEST_DBM = 20;

interface Sent {
  readonly gatewayId: string;
  readonly band: string;
  readonly limitUs: number;
  readonly startUs: number;
  readonly durationUs: number;
}

/**
 * When the bench's gateways begin to send, on the server's monotonic clock: their counters are that clock less a
 * little.
 */
function sentOf(bench: RadioBench, body: Downlink | MulticastDownlink): Sent {
  const { gatewayId, freqHz, modulation, phyPayload, timing, startsAt, powerDbm } = body;
  const band = findSubBand(PROFILE!, freqHz)!;
  assert.ok(powerDbm <= band.maxErpDbm + EIRP_OVER_ERP_DB, `${powerDbm} dBm EIRP in ${band.id}`);
  const bytes = Buffer.from(phyPayload, "base64").length;
  const durationUs = airtimeNs(gatewayModulation(modulation), bytes, false) / 1000;
  const toMono = bench.clock.monotonic() - bench.clock.now();
  const startUs =
    timing.kind === "counter"
      ? Number(timing.counterUs)
      : Number((parseInstant(startsAt!) + toMono) / 1000n);
  return { gatewayId, band: band.id, limitUs: band.dutyCycle * HOUR_US, startUs, durationUs };
}

type StoredOf<T extends EventType> = Extract<StoredEvent, { type: T }>;

interface Town {
  readonly bench: RadioBench;
  readonly classA: readonly { readonly device: Device; readonly radio: OracleDevice }[];
  readonly classB: Device;
  readonly classC: Device;
  readonly groups: readonly MulticastGroupId[];
}

/** Two devices of class A, one of class B and one of class C, and a multicast group of each of these two classes. */
async function openTown(): Promise<Town> {
  const bench = await RadioBench.open({ gateways: 1 });
  for (const [id, link] of bench.sender.links) {
    bench.sender.links.set(id, { ...link, gpsTiming: true });
  }
  const classA = [await bench.addDevice(), await bench.addDevice()];
  const b = await addOf(bench, {
    classB: { timeoutS: 5, pingSlotPeriodicity: 3, pingSlotDataRate: 3, pingSlotFreqHz: 0 },
  });
  const c = await addOf(bench, { classC: { timeoutS: 5 } });
  for (const { radio } of [...classA, b, c]) await bench.join(radio);
  const fOpts = toHex(UPLINK_MAC_COMMANDS.encode([{ command: "PingSlotInfoReq", periodicity: 3 }]));
  await bench.hear(b.radio.uplink("01", { fOpts }));
  await bench.hear(c.radio.uplink("01"));
  await bench.coarse(7000);
  await bench.hear(b.radio.uplink("02", { classB: true }));
  await bench.coarse(7000);
  const groups = [
    await addGroup(bench, b.device, "B", "01a2b3c4"),
    await addGroup(bench, c.device, "C", "01a2b3c5"),
  ];
  return { bench, classA, classB: b.device, classC: c.device, groups };
}

async function addOf(
  bench: RadioBench,
  fields: Partial<Draft<DeviceProfile>>,
): Promise<{ device: Device; radio: OracleDevice }> {
  const draft = bench.samples.profile(bench.tenant.id, {
    adr: { algorithm: "none", installationMarginDb: 10 },
    ...fields,
  });
  const [profile] = await bench.registry.deviceProfiles.create([draft]);
  return await bench.addDevice({ profileId: profile!.id });
}

async function addGroup(
  bench: RadioBench,
  { id: deviceId }: Device,
  groupClass: "B" | "C",
  mcAddr: string,
): Promise<MulticastGroupId> {
  const [mcNetSKeyId, mcAppSKeyId] = [bench.samples.id<KeyId>(), bench.samples.id<KeyId>()];
  const { id: tenantId } = bench.tenant;
  await bench.keys.put(
    [mcNetSKeyId, mcAppSKeyId].map((id) => {
      return { id, tenantId, kind: "session" as const, secret: bench.random.bytes(16) };
    }),
  );
  const draft = bench.samples.multicastGroup(bench.application, {
    groupClass,
    mcAddr: mcAddr as DevAddr,
    mcNetSKeyId,
    mcAppSKeyId,
    freqHz: CROWDED_HZ,
    deviceIds: [deviceId],
  });
  const [group] = await bench.registry.multicastGroups.create([draft]);
  return group!.id;
}

async function tellGroup(bench: RadioBench, id: MulticastGroupId, bytes: number): Promise<void> {
  await bench.server.enqueueMulticast([
    {
      id: bench.samples.id(),
      tenantId: bench.tenant.id,
      deviceId: id as string as DeviceId,
      fPort: 9,
      payload: new Uint8Array(bytes),
      confirmed: false,
      createdAt: bench.clock.now(),
      attemptsLeft: 1,
    },
  ]);
}

it("no gateway ever exceeds a sub-band's hour or power, or sends two things at once", async () => {
  const step = fc.record({
    waitMs: fc.integer({ min: 300, max: 20_000 }),
    what: fc.constantFrom("answer", "answer", "class-b", "class-c", "group-b", "group-c"),
    device: fc.nat(1),
    sf: fc.constantFrom(9, 12, 12, 12),
    freqHz: fc.constantFrom(868_100_000, 868_500_000),
    bytes: fc.nat(40),
    refuse: fc.boolean(),
    restart: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
  });
  let waited = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 90 }), async (steps) => {
      const { bench, classA, classB, classC, groups } = await openTown();
      for (const { waitMs, what, device, sf, freqHz, bytes, refuse, restart } of steps) {
        if (restart) {
          bench.kill();
          await bench.start();
        }
        bench.sender.answer = ({ downlink }) => {
          if (downlink.items[0]!.eirpDbm > LOUDEST_DBM) return "TX_POWER";
          return refuse && downlink.downlinkId % 3 === 0 ? "COLLISION_PACKET" : "OK";
        };
        const payload = "00".repeat(bytes);
        if (what === "class-b") await bench.enqueue(classB, payload);
        else if (what === "class-c") await bench.enqueue(classC, payload);
        else if (what === "group-b") await tellGroup(bench, groups[0]!, bytes);
        else if (what === "group-c") await tellGroup(bench, groups[1]!, bytes);
        else {
          const { device: registered, radio } = classA[device]!;
          await bench.enqueue(registered, payload);
          const modulation = { kind: "lora", sf, bwHz: 125_000, cr: 1 } as const;
          await bench.hear(radio.uplink("01", { confirmed: true }), { modulation, freqHz });
        }
        await bench.coarse(2500);
        await bench.sleep(waitMs);
      }
      const acks = await bench.logged("tx-ack");
      const ok = new Set(
        acks.filter(({ body }) => body.status === "OK").map(({ body }) => body.downlinkId),
      );
      const downlinks = [
        ...(await bench.logged("downlink")),
        ...(await bench.logged("multicast-downlink")),
      ];
      const sent = downlinks
        .filter(({ body }) => ok.has(body.downlinkId))
        .map(({ body }) => sentOf(bench, body));
      checkHours(sent);
      checkOverlap(sent);
      const restarts = steps.filter(({ restart }) => restart).length;
      assert.ok(unlearnt(downlinks, acks) <= restarts, "refused powers are remembered");
      waited += bench.server.counters.get("downlinks:no-airtime");
    }),
    { numRuns: 6, endOnFailure: true },
  );
  assert.ok(waited > 0, "the law was never in the way: the property says nothing");
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

/**
 * How often a gateway was asked for as much as it had refused already. What a process appends while it is killed may come
 * into the bench's log after the next one has read it, which a process that is really dead cannot do.
 */
function unlearnt(
  downlinks: readonly StoredOf<"downlink" | "multicast-downlink">[],
  acks: readonly StoredOf<"tx-ack">[],
): number {
  let count = 0;
  const byPosition = (event: { readonly position: string }): number => Number(event.position);
  const refused = new Map<string, { readonly at: number; readonly powerDbm: number }[]>();
  const told = new Map(acks.map((ack) => [ack.body.downlinkId, ack]));
  for (const downlink of downlinks.toSorted((a, b) => byPosition(a) - byPosition(b))) {
    const { gatewayId, powerDbm, downlinkId } = downlink.body;
    const lessons = refused.get(gatewayId) ?? [];
    refused.set(gatewayId, lessons);
    const known = lessons.filter(({ at }) => at < byPosition(downlink));
    const most = Math.min(...known.map((lesson) => lesson.powerDbm));
    if (powerDbm >= most) count++;
    const ack = told.get(downlinkId);
    if (ack?.body.status === "TX_POWER") lessons.push({ at: byPosition(ack), powerDbm });
  }
  return count;
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
