import { formatInstant, type DevAddr } from "@lorats/base";
import { newEvent, type Assessment, type Cursor, type NewEvent } from "@lorats/events";
import type { Services } from "../../src/services.ts";
import { id, type Household } from "../harness.ts";

/** A reception, its uplink and the assessment, as the network server writes them. */
export async function hear(
  { clock, stores }: Pick<Services, "clock" | "stores">,
  home: Household,
  fCnt: number,
  judged: Partial<Pick<Assessment, "trust" | "handling">> = {},
): Promise<{ uplink: Cursor; assessment: Cursor; deduplicationId: string }> {
  const time = clock.now();
  const modulation = { kind: "lora" as const, sf: 7, bwHz: 125_000, codeRate: "4/5" };
  const [position] = await stores.log.append([
    newEvent(
      "reception",
      { tenantId: home.tenantId, key: home.gatewayId, time },
      {
        gatewayId: home.gatewayId,
        gatewayEui: home.gatewayEui,
        door: "semtech-udp",
        authentication: "none",
        arrivedAt: formatInstant(time),
        arrivedSdNs: 1e9,
        phyPayload: "QA==",
        crc: "ok",
        freqHz: 868_100_000,
        modulation,
        rssiDbm: -60,
        snrDb: 9,
      },
    ),
  ]);
  const at = { tenantId: home.tenantId, key: home.deviceId, time };
  const deduplicationId = id<string>();
  const uplink: NewEvent<"uplink"> = newEvent("uplink", at, {
    deduplicationId,
    deviceId: home.deviceId,
    applicationId: home.applicationId,
    devEui: home.devEui,
    devAddr: "00000001" as DevAddr,
    confirmed: false,
    adr: true,
    fCnt,
    fPort: 2,
    frmPayload: "AWcBEA==",
    macCommands: "",
    dataRate: 5,
    freqHz: 868_100_000,
    modulation,
    airtimeNs: 50_000_000,
    region: "EU868",
    freshness: "fresh",
    receptions: [
      {
        position: position!,
        gatewayId: home.gatewayId,
        gatewayEui: home.gatewayEui,
        rssiDbm: -60,
        snrDb: 9,
      },
    ],
  });
  const assessment = newEvent("assessment", at, {
    deduplicationId,
    deviceId: home.deviceId,
    revision: 0,
    rules: "timing/1",
    timing: { time: formatInstant(time - 50_000_000n), sdNs: 1000, source: "gps" },
    trust: { verdict: "unverified", evidence: [] },
    ...judged,
  });
  const [first, second] = await stores.log.append([uplink, assessment]);
  return { uplink: first!, assessment: second!, deduplicationId };
}
