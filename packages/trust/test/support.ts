import {
  formatInstant,
  type ApplicationId,
  type DeviceId,
  type Eui64,
  type GatewayId,
  type TenantId,
} from "@lorats/base";
import { newEvent, type NewEvent, type Reception, type Uplink } from "@lorats/events";
import { judgeUplink, type JudgedUplink, type UplinkCase } from "../src/server/judge-uplink.ts";
import { gatewayAfterFrame } from "../src/judge/judge-gateway.ts";
import { DEFAULT_POLICY } from "../src/policy.ts";
import { type DeviceTrust, NEW_DEVICE } from "../src/state/device-trust.ts";
import { type GatewayTrust, NEW_GATEWAY } from "../src/state/gateway-trust.ts";

export const START_S = 1_795_000_000;
export const TENANT = "0197f000-0000-7000-8000-0000000000aa" as TenantId;
export const DEVICE = "0197f000-0000-7000-8000-0000000000cc" as DeviceId;
const AIRTIME_NS = 61_696_000;

export function gatewayId(n: number): GatewayId {
  return `0197f000-0000-7000-8000-${String(n).padStart(12, "0")}` as GatewayId;
}

/** Seconds since {@link START_S} as the log writes times. */
export function timeAt(s: number): string {
  return formatInstant(BigInt(START_S) * 1_000_000_000n + BigInt(Math.round(s * 1e9)));
}

export interface Heard {
  readonly gateway?: number;
  readonly biasHz?: number;
  readonly biasSdHz?: number;
  readonly rssiDbm?: number;
  readonly authentication?: Reception["authentication"];
  readonly more?: Partial<Reception>;
}

/** How a gateway heard a frame whose preamble began at `s`. */
export function reception(s: number, heard: Heard = {}): Reception {
  const { gateway = 1, biasHz, biasSdHz = 2, rssiDbm = -80, authentication = "hmac", more } = heard;
  return {
    gatewayId: gatewayId(gateway),
    gatewayEui: `000000000000000${gateway}` as Eui64,
    door: "semtech-udp",
    authentication,
    arrivedAt: timeAt(s + AIRTIME_NS / 1e9 + 0.03),
    arrivedSdNs: 1_000_000,
    phyPayload: "QAAAAAA=",
    crc: "ok",
    freqHz: 868_100_000,
    modulation: { kind: "lora", sf: 7, bwHz: 125_000, codeRate: "4/5" },
    rssiDbm,
    snrDb: 5,
    ...(biasHz !== undefined && {
      lts: { onset: timeAt(s), onsetSdNs: 200, biasHz, biasSdHz, snrDb: 5 },
    }),
    ...more,
  };
}

export function uplink(s: number, fCnt: number, more: Partial<Uplink> = {}): NewEvent<"uplink"> {
  const { deviceId = DEVICE } = more;
  const time = BigInt(START_S) * 1_000_000_000n + BigInt(Math.round(s * 1e9));
  return newEvent(
    "uplink",
    { tenantId: TENANT, key: deviceId, time },
    {
      deduplicationId: `0197f000-0000-7000-8000-${(0x1000_0000 + fCnt).toString(16).padStart(12, "0")}`,
      deviceId,
      applicationId: "0197f000-0000-7000-8000-0000000000bb" as ApplicationId,
      devEui: "00000000000000d1" as Eui64,
      devAddr: "26011001" as Uplink["devAddr"],
      confirmed: false,
      adr: false,
      fCnt,
      fPort: 1,
      frmPayload: "",
      macCommands: "",
      dataRate: 5,
      freqHz: 868_100_000,
      modulation: { kind: "lora", sf: 7, bwHz: 125_000, codeRate: "4/5" },
      airtimeNs: AIRTIME_NS,
      region: "EU868",
      freshness: "fresh",
      receptions: [],
      ...more,
    },
  );
}

/** One device and its gateways as trust sees them, frame by frame. */
export class Watch {
  device: DeviceTrust = NEW_DEVICE;
  readonly gateways = new Map<GatewayId, GatewayTrust>();
  readonly #case: Partial<UplinkCase>;
  fCnt = 0;

  constructor(parts: Partial<UplinkCase> = {}) {
    this.#case = parts;
  }

  hear(
    s: number,
    heard: readonly Heard[],
    more: Partial<Uplink> = {},
    parts: Partial<UplinkCase> = {},
  ): JudgedUplink {
    const receptions = heard.map((one) => reception(s, one));
    const judged = judgeUplink(this.device, {
      uplink: uplink(s, this.fCnt++, more),
      receptions,
      policy: DEFAULT_POLICY,
      temperatureC: undefined,
      hopping: undefined,
      gatewayOf: (id) => this.gateways.get(id) ?? NEW_GATEWAY,
      ...this.#case,
      ...parts,
    });
    this.device = judged.state;
    for (const [id, state] of judged.gateways) this.gateways.set(id, state);
    for (const lesson of judged.lessons) {
      const before = this.gateways.get(lesson.gatewayId) ?? NEW_GATEWAY;
      this.gateways.set(lesson.gatewayId, gatewayAfterFrame(before, lesson, 1, judged.atS).state);
    }
    return judged;
  }
}
