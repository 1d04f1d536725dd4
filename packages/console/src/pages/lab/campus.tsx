import type { AttackRigInfo } from "@lorats/api";
import type { DevicePlace, GatewayPlace } from "../../map/places.ts";
import { useFleet } from "../../map/use-fleet.ts";
import { text } from "./lab.text.ts";
import { placeLabels } from "./place-labels.ts";
import { HEIGHT, projection, WIDTH } from "./projection.ts";

interface Spot {
  readonly label: string;
  readonly color: string;
  readonly shape: "gateway" | "device" | "attacker";
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

/** Gateways, the attacker's radios and devices where the gateways make them out to be, to scale. */
export function Campus({ rigs }: { readonly rigs: readonly AttackRigInfo[] }) {
  const { fleet } = useFleet();
  const attackers = rigs.flatMap(rigSpots);
  const ours = [
    ...(fleet?.gateways ?? []).map(gatewaySpot),
    ...(fleet?.devices ?? []).map(deviceSpot),
  ];
  const spots = [...ours.filter((one) => attackers.some(isNear(one))), ...attackers];
  if (spots.length === 0) return null;
  const place = projection(spots);
  const drawn = spots.map((spot) => ({ ...spot, ...place(spot), fontSize: fontSizeOf(spot) }));
  const labels = placeLabels(drawn);
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width="100%" role="img" aria-label={labelOf(spots)}>
      <rect width={WIDTH} height={HEIGHT} rx="8" fill="var(--lorats-page)" />
      {drawn.map(({ label, color, shape, fontSize, x, y }, n) => {
        const { dx, dy, anchor } = labels[n]!;
        return (
          <g key={`${label}${x}`} transform={`translate(${x} ${y})`}>
            {shape === "gateway" && <path d="M0 -9 L8 7 L-8 7 Z" fill={color} />}
            {shape === "attacker" && <circle r="7" fill={color} />}
            {shape === "device" && (
              <circle r="5" fill="none" stroke={color} strokeWidth="2" strokeDasharray="2 2" />
            )}
            <text
              x={dx}
              y={dy}
              textAnchor={anchor}
              fontSize={fontSize}
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

function fontSizeOf({ shape }: Spot): number {
  return shape === "device" ? 10 : 13;
}

/** Degrees; what stands further away is no part of the campus. */
const NEAR_DEG = 0.1;

function isNear(one: Spot): (other: Spot) => boolean {
  return ({ latitudeDeg, longitudeDeg }) =>
    Math.abs(latitudeDeg - one.latitudeDeg) < NEAR_DEG &&
    Math.abs(longitudeDeg - one.longitudeDeg) < NEAR_DEG;
}

function labelOf(spots: readonly Spot[]): string {
  return `${text("campus")}: ${spots.map(({ label }) => label).join(", ")}`;
}

function gatewaySpot({ name, latitudeDeg, longitudeDeg }: GatewayPlace): Spot {
  const color = "var(--mantine-color-sea-6)";
  return { label: name, color, shape: "gateway", latitudeDeg, longitudeDeg };
}

function deviceSpot({ name, latitudeDeg, longitudeDeg }: DevicePlace): Spot {
  const color = "var(--mantine-color-indigo-5)";
  return { label: name, color, shape: "device", latitudeDeg, longitudeDeg };
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
