import type { ApplicationId, DevAddr, DeviceId, Eui64, GatewayId } from "@lorats/base";
import type { Cursor } from "../fields.ts";
import type { Uplink } from "../schemas/uplink.ts";

const ID = "0193fd4c-0000-7000-8000-00000000000";

/** An uplink with everything that it must have. */
export function sampleUplink(fields: Partial<Uplink> = {}): Uplink {
  return {
    deduplicationId: `${ID}1`,
    deviceId: `${ID}2` as DeviceId,
    applicationId: `${ID}3` as ApplicationId,
    devEui: "0102030405060708" as Eui64,
    devAddr: "01020304" as DevAddr,
    confirmed: false,
    adr: true,
    fCnt: 1,
    fPort: 1,
    frmPayload: "AQ==",
    macCommands: "",
    dataRate: 5,
    freqHz: 868_100_000,
    modulation: { kind: "lora", sf: 7, bwHz: 125_000 },
    airtimeNs: 50_000_000,
    region: "EU868",
    freshness: "fresh",
    receptions: [
      {
        position: "p1" as Cursor,
        gatewayId: `${ID}4` as GatewayId,
        gatewayEui: "0102030405060709" as Eui64,
        rssiDbm: -80,
      },
    ],
    ...fields,
  };
}
