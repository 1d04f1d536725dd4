import { type Eui64, type GatewayId, SeededRandom, toBase64, uniformInt } from "@lorats/base";
import { type NewEvent, newEvent } from "@lorats/events";
import { OTHER_TENANT, TENANT } from "./support.ts";

export const DEVICES = 100_000;

const random = new SeededRandom(1);

/** A reception as a gateway with GPS reports it, of one of 100,000 devices. */
export function reception(n: number): NewEvent {
  const device = uniformInt(random, DEVICES).toString(16).padStart(12, "0");
  const at = {
    tenantId: n % 5 === 0 ? OTHER_TENANT : TENANT,
    key: `0190a5b8-0000-7000-8000-${device}`,
    time: 1_800_000_000_000_000_000n + BigInt(n) * 1000n,
  };
  return newEvent("reception", at, {
    gatewayId: "0190a5b8-0000-7000-8000-000000000001" as GatewayId,
    gatewayEui: "0102030405060708" as Eui64,
    door: "semtech-udp",
    authentication: "none",
    arrivedAt: "2027-01-15T08:00:00.000000000Z",
    arrivedSdNs: 1_000_000,
    phyPayload: toBase64(random.bytes(32)),
    crc: "ok",
    freqHz: 868_100_000,
    modulation: { kind: "lora", sf: 9, bwHz: 125_000, codingRate: "4/5" } as never,
    rssiDbm: -107,
    snrDb: 4.2,
    channel: 0,
    rfChain: 1,
    counterUs: String(random.uint32()),
    gatewayTime: "2027-01-15T08:00:00.000000000Z",
  });
}
