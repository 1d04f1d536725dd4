import { fnv1a, formatInstant, gpsToInstant } from "@lorats/base";
import type { AntennaReading, ModulationBody, Place, Reception } from "@lorats/events";
import { placeJson } from "./location.ts";
import { protoDuration, protoJson, protoTime, type Json } from "./proto-json.ts";

/** `4/5` → `CR_4_5`, `4/5LI` → `CR_LI_4_5`. */
function codeRate(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const longInterleaver = name.endsWith("LI");
  return `CR_${longInterleaver ? "LI_" : ""}${name.replace("LI", "").replace("/", "_")}`;
}

export function modulationJson(modulation: ModulationBody): Json {
  switch (modulation.kind) {
    case "lora":
      return {
        lora: protoJson({
          bandwidth: modulation.bwHz,
          spreadingFactor: modulation.sf,
          codeRate: codeRate(modulation.codeRate),
        }),
      };
    case "fsk":
      return { fsk: protoJson({ datarate: modulation.bitRateBps }) };
    case "lr-fhss":
      return {
        lrFhss: protoJson({
          operatingChannelWidth: modulation.operatingBwHz,
          codeRate: codeRate(modulation.codeRate),
        }),
      };
  }
}

const CRC_STATUS = { ok: "CRC_OK", bad: "BAD_CRC", none: undefined } as const;

/** The entries of `rxInfo` of one gateway: one for each antenna, the best one first, as ChirpStack has them. */
export function rxInfos(
  reception: Reception,
  position: string,
  region: string,
  place?: Place,
): Json[] {
  const { otherAntennas = [], ...best } = reception;
  const others = otherAntennas.map((reading) => ofAntenna(best, reading));
  return [best, ...others].map((one) => rxInfo(one, position, region, place));
}

/** The frame as another antenna measured it: nothing of the best one's reading is left. */
function ofAntenna(best: Reception, reading: AntennaReading): Reception {
  const { antenna: _, channel: _c, snrDb: _s, foffHz: _f, fineTimeNs: _t, lts: _l, ...rest } = best;
  return { ...rest, ...reading };
}

/** One entry of `rxInfo`. `position` makes a stable `uplinkId`. */
function rxInfo(
  reception: Reception,
  position: string,
  region: string,
  place: Place | undefined,
): Json {
  const gpsNs = reception.gpsTimeNs === undefined ? undefined : BigInt(reception.gpsTimeNs);
  return protoJson({
    gatewayId: reception.gatewayEui,
    uplinkId: fnv1a(position),
    gwTime: gatewayTime(reception, gpsNs),
    nsTime: protoTime(reception.arrivedAt),
    timeSinceGpsEpoch: gpsNs === undefined ? undefined : protoDuration(gpsNs),
    fineTimeSinceGpsEpoch: fineTime(reception, gpsNs),
    rssi: Math.round(reception.rssiDbm),
    snr: reception.snrDb,
    channel: reception.channel,
    rfChain: reception.rfChain,
    antenna: reception.antenna,
    location: place && placeJson(place),
    context: reception.context,
    metadata: protoJson({
      region_config_id: region.toLowerCase(),
      region_common_name: region,
      foff_hz: reception.foffHz === undefined ? undefined : String(reception.foffHz),
      lts: reception.lts,
    }),
    crcStatus: CRC_STATUS[reception.crc],
  });
}

function gatewayTime(reception: Reception, gpsNs: bigint | undefined): string | undefined {
  if (reception.gatewayTime !== undefined) return protoTime(reception.gatewayTime);
  return gpsNs === undefined ? undefined : protoTime(formatInstant(gpsToInstant(gpsNs)));
}

/** The fine timestamp counts from the last pulse: the GPS time says which second that was. */
function fineTime(reception: Reception, gpsNs: bigint | undefined): string | undefined {
  if (gpsNs === undefined || reception.fineTimeNs === undefined) return undefined;
  return protoDuration(gpsNs - (gpsNs % 1_000_000_000n) + BigInt(reception.fineTimeNs));
}
