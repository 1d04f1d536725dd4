import { gpsToInstant, parseInstant } from "@lorats/base";
import { contentOf, type Reception } from "@lorats/events";
import type { Arrival, Derived, Hearing, LocationEvidence } from "@lorats/platform";
import type { Services } from "../services.ts";

const SECOND_NS = 1_000_000_000n;
/** What fine timestamps of concentrators are worth, one standard deviation. */
const FINE_SD_NS = 60;

type Parts = Pick<Services, "stores" | "places">;

/**
 * What is known of a frame's place: its payload, what others say, and the gateways that heard it where they stand, as far as
 * `places` was prepared.
 */
export async function evidenceOf(
  { stores, places }: Parts,
  derived: Derived,
): Promise<LocationEvidence> {
  const { said: object } = derived;
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
  const hearings = events.flatMap((event): Hearing[] => {
    if (event.type !== "reception") return [];
    const { gatewayId, rssiDbm, snrDb } = event.body;
    const place = places.ofGateway(gatewayId);
    return place ? [{ place, rssiDbm, snrDb, arrival: arrivalOf(event.body) }] : [];
  });
  return { freqHz: body.freqHz, object, hearings };
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
