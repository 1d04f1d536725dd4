import { formatInstant, toBase64 } from "@lorats/base";
import type { Downlink, NewEvent } from "@lorats/events";
import type { DeviceCard } from "../directory.ts";
import { deviceInfo } from "./device-info.ts";
import { protoDuration, protoJson, protoTime, type Json } from "./proto-json.ts";
import { modulationJson } from "./radio.ts";

/** ChirpStack counts a delay from the counter in `context`; here the context is the very time to send. */
function timingJson(timing: Downlink["timing"]): { timing: Json; context?: string } {
  switch (timing.kind) {
    case "immediate":
      return { timing: { immediately: {} } };
    case "gps":
      return {
        timing: { gpsEpoch: { timeSinceGpsEpoch: protoDuration(BigInt(timing.gpsTimeNs)) } },
      };
    case "counter":
      return { timing: { delay: {} }, context: toBase64(counterBytes(timing.counterUs)) };
  }
}

function counterBytes(counterUs: string): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, Number(BigInt.asUintN(32, BigInt(counterUs))));
  return bytes;
}

/** `txack`: a gateway took a downlink and will send it, or has. */
export function txAckJson(
  ack: NewEvent<"tx-ack">,
  downlink: NewEvent<"downlink">,
  card: DeviceCard,
): Json {
  const { body } = downlink;
  return protoJson({
    downlinkId: Number.parseInt(body.downlinkId.slice(-8), 16),
    time: protoTime(formatInstant(ack.time)),
    deviceInfo: deviceInfo(card),
    queueItemId: body.queueItemId,
    fCntDown: body.fCntDown,
    gatewayId: body.gatewayEui,
    txInfo: protoJson({
      frequency: body.freqHz,
      power: Math.round(body.powerDbm),
      modulation: modulationJson(body.modulation),
      ...timingJson(body.timing),
    }),
  });
}
