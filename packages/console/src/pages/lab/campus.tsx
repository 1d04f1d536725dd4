import type { AttackRigInfo } from "@lorats/api";
import { placesOf } from "../../map/places.ts";
import { useGateways } from "../../state/lists.ts";
import { text } from "./lab.text.ts";

const WIDTH = 560;
const HEIGHT = 300;
const EDGE = 60;

interface Spot {
  readonly label: string;
  readonly color: string;
  readonly shape: "gateway" | "attacker";
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

/** Gateways and the attacker's radios, to scale. */
export function Campus({ rigs }: { readonly rigs: readonly AttackRigInfo[] }) {
  const gateways = useGateways();
  const spots = [...gatewaySpots(gateways), ...rigs.flatMap(rigSpots)];
  if (spots.length === 0) return null;
  const place = projection(spots);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" role="img" aria-label={labelOf(spots)}>
      <rect width={WIDTH} height={HEIGHT} rx="8" fill="var(--lorats-page)" />
      {spots.map(({ label, color, shape, ...at }) => {
        const { x, y } = place(at);
        const nearRight = x > WIDTH - 120;
        return (
          <g key={`${label}${x}`} transform={`translate(${x} ${y})`}>
            {shape === "gateway" ? (
              <path d="M0 -9 L8 7 L-8 7 Z" fill={color} />
            ) : (
              <circle r="7" fill={color} />
            )}
            <text
              x={nearRight ? -13 : 13}
              y="4"
              textAnchor={nearRight ? "end" : "start"}
              fontSize="13"
              fill="var(--mantine-color-text)"
            >
              {label}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

function labelOf(spots: readonly Spot[]): string {
  return `${text("campus")}: ${spots.map(({ label }) => label).join(", ")}`;
}

function gatewaySpots(gateways: Parameters<typeof placesOf>[0]): Spot[] {
  return placesOf(gateways).map(({ name, latitudeDeg, longitudeDeg }) => {
    const color = "var(--mantine-color-sea-6)";
    return { label: name, color, shape: "gateway", latitudeDeg, longitudeDeg };
  });
}

function rigSpots({ eavesdropper, collider, helpers }: AttackRigInfo): Spot[] {
  const spot = (label: string, color: string, at: AttackRigInfo["collider"]): Spot => {
    const { latitudeDeg, longitudeDeg } = at;
    return { label, color, shape: "attacker", latitudeDeg, longitudeDeg };
  };
  return [
    spot(text("eavesdropper"), "var(--mantine-color-orange-6)", eavesdropper),
    spot(text("collider"), "var(--mantine-color-red-6)", collider),
    ...helpers.map((at) => spot(text("helper"), "var(--mantine-color-red-4)", at)),
  ];
}

type Point = Pick<Spot, "latitudeDeg" | "longitudeDeg">;

/** Degrees to the drawing, the same scale both ways. */
function projection(points: readonly Point[]): (at: Point) => { x: number; y: number } {
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
