import { gpsToInstant, parseInstant, type GatewayId } from "@lorats/base";
import { contentOf, type Place, type Reception } from "@lorats/events";
import type { Arrival, Derived, Hearing, LocationEvidence } from "@lorats/platform";
import type { Services } from "../services.ts";

const SECOND_NS = 1_000_000_000n;
/** What fine timestamps of concentrators are worth, one standard deviation. */
const FINE_SD_NS = 60;

type Parts = Pick<Services, "stores">;

/** What is known of a frame's place: its payload, what others say, and the gateways that heard it where they stand. */
export async function evidenceOf({ stores }: Parts, derived: Derived): Promise<LocationEvidence> {
  const { object } = derived;
  if (derived.kind === "observation") {
    const { body } = derived.observation;
    const hearings = body.heardBy.flatMap(({ place, rssiDbm, snrDb }) =>
      place && rssiDbm !== undefined ? [{ place, rssiDbm, snrDb }] : [],
    );
    const freqHz = body.freqHz ?? 868_000_000;
    return { freqHz, object, told: contentOf(body).place, hearings };
  }
  const { body } = derived.uplink;
  const events = await stores.log.get(body.receptions.map(({ position }) => position));
  const receptions = events.flatMap((event) => (event.type === "reception" ? [event.body] : []));
  const places = await placesOf({ stores }, receptions);
  const hearings = receptions.flatMap((reception): Hearing[] => {
    const place = places.get(reception.gatewayId);
    const { rssiDbm, snrDb } = reception;
    return place ? [{ place, rssiDbm, snrDb, arrival: arrivalOf(reception) }] : [];
  });
  return { freqHz: body.freqHz, object, hearings };
}

/** Where gateways stand: as people say, else as they say themselves. */
async function placesOf(
  { stores }: Parts,
  receptions: readonly Reception[],
): Promise<ReadonlyMap<GatewayId, Place>> {
  const ids = [...new Set(receptions.map(({ gatewayId }) => gatewayId))];
  const { gateways } = stores.registry;
  const [known, seen] = await Promise.all([gateways.get(ids), gateways.lastSeen(ids)]);
  const places = new Map<GatewayId, Place>();
  for (const id of ids) {
    const place = known.get(id)?.location ?? seen.get(id)?.reportedLocation;
    // (0, 0) is what gateways without a receiver report.
    if (place && (place.latitudeDeg !== 0 || place.longitudeDeg !== 0)) places.set(id, place);
  }
  return places;
}

/** When the frame arrived there, by an SDR's onset or a concentrator's fine timestamp; nothing coarser tells places apart. */
export function arrivalOf({
  lts,
  fineTimeNs,
  gpsTimeNs,
  gatewayTime,
}: Pick<Reception, "lts" | "fineTimeNs" | "gpsTimeNs" | "gatewayTime">): Arrival | undefined {
  if (lts && lts.ambiguity === undefined) {
    return { kind: "sdr", atNs: parseInstant(lts.onset), sdNs: lts.onsetSdNs };
  }
  if (fineTimeNs === undefined) return undefined;
  const coarse =
    gpsTimeNs !== undefined
      ? gpsToInstant(BigInt(gpsTimeNs))
      : gatewayTime !== undefined && parseInstant(gatewayTime);
  if (coarse === false) return undefined;
  const whole = coarse - (coarse % SECOND_NS) + BigInt(fineTimeNs);
  // The coarse time may lie on the other side of a second.
  const off = whole - coarse;
  const atNs =
    off > SECOND_NS / 2n ? whole - SECOND_NS : off < -SECOND_NS / 2n ? whole + SECOND_NS : whole;
  return { kind: "fine", atNs, sdNs: FINE_SD_NS };
}
