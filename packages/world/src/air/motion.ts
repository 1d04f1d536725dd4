import { z } from "zod";
import type { Place } from "./geometry.ts";

/** Metres a second east, north and up. */
export type Velocity = Place;

/** There and back on a straight line at a constant speed, as a car on a road. */
export const motionSchema = z.strictObject({
  towards: z.strictObject({ eastM: z.number(), northM: z.number(), upM: z.number() }),
  speedMps: z.number().positive(),
});
export type MotionSettings = z.infer<typeof motionSchema>;

/** Where something that moves is at a moment of the world's monotonic time. */
export interface Motion {
  placeAt(atNs: bigint): Place;
  velocityAt(atNs: bigint): Velocity;
}

/** A shuttle between two places. */
export function shuttle(from: Place, { towards, speedMps }: MotionSettings): Motion {
  const along = {
    eastM: towards.eastM - from.eastM,
    northM: towards.northM - from.northM,
    upM: towards.upM - from.upM,
  };
  const length = Math.hypot(along.eastM, along.northM, along.upM);
  /** −1 … 1 of the way and back: below one it goes, above it returns. */
  const phase = (atNs: bigint): number => ((Number(atNs) / 1e9) * speedMps) % (2 * length);
  const scaled = (share: number): Place => ({
    eastM: share * along.eastM,
    northM: share * along.northM,
    upM: share * along.upM,
  });
  return {
    placeAt(atNs) {
      const way = phase(atNs);
      const { eastM, northM, upM } = scaled((way <= length ? way : 2 * length - way) / length);
      return { eastM: from.eastM + eastM, northM: from.northM + northM, upM: from.upM + upM };
    },
    velocityAt: (atNs) => scaled(((phase(atNs) <= length ? 1 : -1) * speedMps) / length),
  };
}

/** How fast the distance from a moving sender to a place grows, m/s. */
export function recedingMps(
  sender: { readonly place: Place; readonly velocity?: Velocity },
  place: Place,
): number {
  const { velocity } = sender;
  if (!velocity) return 0;
  const eastM = sender.place.eastM - place.eastM;
  const northM = sender.place.northM - place.northM;
  const upM = sender.place.upM - place.upM;
  const distance = Math.hypot(eastM, northM, upM) || 1;
  return (velocity.eastM * eastM + velocity.northM * northM + velocity.upM * upM) / distance;
}
