import {
  decodeStationMessage,
  decodeUplinkEvent,
  encodeStationMessage,
  encodeUplinkEvent,
} from "@lorats/backhaul";
import { recorded } from "../fixtures/load.ts";

function rate(count: number, run: () => void): string {
  for (let i = 0; i < count / 4; i++) run();
  const start = performance.now();
  for (let i = 0; i < count; i++) run();
  return `${Math.round(count / (performance.now() - start))}k/s`;
}

/** Uplinks a second on one core: Basics Station with short and long counters, and gateway MQTT. */
export async function run(): Promise<void> {
  const line = recorded("basics-station.jsonl").find(({ msg }) => msg?.includes("updf"))!;
  const short = line.msg!.replace(/"xtime":\d+/, '"xtime":244249577725057');
  const long = line.msg!.replace(/"xtime":\d+/, '"xtime":61361545195119089');
  for (const [name, text] of [
    ["updf, JSON.parse suffices", short],
    ["updf, 64-bit xtime", long],
  ] as const) {
    const decoded = decodeStationMessage(text);
    if (!decoded.ok) throw new Error(decoded.reason);
    console.log(
      `${name}: decode ${rate(100_000, () => decodeStationMessage(text))}, ` +
        `encode ${rate(100_000, () => encodeStationMessage(decoded.value))}, ` +
        `JSON.parse alone ${rate(100_000, () => JSON.parse(text))}`,
    );
  }
  const up =
    '{"phyPayload":"QKq7zN0AAQABew3VobLD1A==","txInfo":{"frequency":868300000,"modulation":{"lora":{"bandwidth":125000,"spreadingFactor":9,"codeRate":"CR_4_5"}}},"rxInfo":{"gatewayId":"0102030405060708","uplinkId":4242,"gwTime":"2026-11-21T07:21:28.504123Z","timeSinceGpsEpoch":"1479280906.504s","rssi":-97,"snr":-7.25,"channel":3,"rfChain":1,"context":"6D0bjw==","crcStatus":"CRC_OK"}}';
  const decoded = decodeUplinkEvent(up);
  if (!decoded.ok) throw new Error(decoded.reason);
  console.log(
    `gateway MQTT up: decode ${rate(100_000, () => decodeUplinkEvent(up))}, ` +
      `encode ${rate(100_000, () => encodeUplinkEvent(decoded.value))}, ` +
      `JSON.parse alone ${rate(100_000, () => JSON.parse(up))}`,
  );
}

if (import.meta.main) await run();
