/** px of the drawing. */
export const WIDTH = 560;
export const HEIGHT = 300;
const EDGE = 60;

interface Point {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

/** Degrees to the drawing, the same scale both ways. */
export function projection(points: readonly Point[]): (at: Point) => { x: number; y: number } {
  const lats = points.map(({ latitudeDeg }) => latitudeDeg);
  const lons = points.map(({ longitudeDeg }) => longitudeDeg);
  const [south, north] = [Math.min(...lats), Math.max(...lats)];
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  const squeeze = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scale = Math.min(
    (WIDTH - 2 * EDGE) / Math.max((east - west) * squeeze, 1e-6),
    (HEIGHT - 2 * EDGE) / Math.max(north - south, 1e-6),
  );
  return ({ latitudeDeg, longitudeDeg }) => ({
    x: WIDTH / 2 + (longitudeDeg - (west + east) / 2) * squeeze * scale,
    y: HEIGHT / 2 - (latitudeDeg - (south + north) / 2) * scale,
  });
}
