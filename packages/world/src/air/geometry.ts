/** A place in the world's local frame: metres east, north and up. */
export interface Place {
  readonly eastM: number;
  readonly northM: number;
  readonly upM: number;
}

export function distanceM(a: Place, b: Place): number {
  return Math.hypot(a.eastM - b.eastM, a.northM - b.northM, a.upM - b.upM);
}
