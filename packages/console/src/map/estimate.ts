/** How strong a gateway hears a device, and where the gateway stands. */
export interface Hearing {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  /** Mean of the frames heard, dBm. */
  readonly rssiDbm: number;
}

/** Where something is, as far as can be told. */
export interface Estimate {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  /** Around the place, m: it lies within with a probability of 68 %. */
  readonly radiusM: number;
}

/**
 * Path loss at 1 km and per decade of distance, dB, with the spread of places at one distance.
 * @see Petäjäjärvi et al., "On the coverage of LPWANs", ITST 2015, table II (868 MHz, a town, devices on cars)
 */
const LOSS_AT_1_KM_DB = 128.95;
const LOSS_PER_DECADE_DB = 23.2;
const SHADOWING_SD_DB = 7.8;
/** What devices radiate: 14 dBm by a dipole, which is what European sub-bands allow most of them. */
const EIRP_DBM = 16.15;

const EARTH_M_PER_DEG = 111_195;
/** Nearer than this the model knows nothing. */
const NEAREST_M = 20;
const GRID = 48;
const PASSES = 3;
const WITHIN = 0.68;

/**
 * Where a device probably is, by how strong gateways hear it: the mean of all places, each weighted by how well it
 * explains what was heard. Buildings weaken a path by as much as distance does, so even many gateways only tell the
 * neighbourhood; with a single gateway the answer is its own place and a wide circle.
 */
export function estimatePlace(hearings: readonly Hearing[]): Estimate | undefined {
  const [first] = hearings.toSorted((a, b) => b.rssiDbm - a.rssiDbm);
  if (!first) return undefined;
  const mPerDegLon = EARTH_M_PER_DEG * Math.cos((first.latitudeDeg * Math.PI) / 180);
  const heard = hearings.map(({ latitudeDeg, longitudeDeg, rssiDbm }) => ({
    x: (longitudeDeg - first.longitudeDeg) * mPerDegLon,
    y: (latitudeDeg - first.latitudeDeg) * EARTH_M_PER_DEG,
    rssiDbm,
  }));
  // Begin with everywhere that the strongest path may come from, and look closer where the weight is.
  let centre = { x: 0, y: 0 };
  let reach = distanceM(first.rssiDbm - 2 * SHADOWING_SD_DB);
  let found = weigh(heard, centre, reach);
  for (let pass = 1; pass < PASSES; pass++) {
    centre = { x: found.x, y: found.y };
    reach = Math.min(reach, 4 * Math.max(found.radiusM, NEAREST_M));
    found = weigh(heard, centre, reach);
  }
  return {
    latitudeDeg: first.latitudeDeg + found.y / EARTH_M_PER_DEG,
    longitudeDeg: first.longitudeDeg + found.x / mPerDegLon,
    radiusM: Math.max(found.radiusM, NEAREST_M),
  };
}

/** Of a median path that is heard so strong. */
function distanceM(rssiDbm: number): number {
  const decades = (EIRP_DBM - rssiDbm - LOSS_AT_1_KM_DB) / LOSS_PER_DECADE_DB;
  return Math.max(NEAREST_M, 1000 * 10 ** decades);
}

interface Heard {
  readonly x: number;
  readonly y: number;
  readonly rssiDbm: number;
}

function logLikelihood(heard: readonly Heard[], x: number, y: number): number {
  let sum = 0;
  for (const one of heard) {
    const d = Math.max(NEAREST_M, Math.hypot(x - one.x, y - one.y));
    const expected = EIRP_DBM - LOSS_AT_1_KM_DB - LOSS_PER_DECADE_DB * Math.log10(d / 1000);
    sum -= ((one.rssiDbm - expected) / SHADOWING_SD_DB) ** 2 / 2;
  }
  return sum;
}

/** The mean place on a grid around `centre`, and the circle around it that holds most of the weight. */
function weigh(
  heard: readonly Heard[],
  centre: { readonly x: number; readonly y: number },
  reach: number,
): { readonly x: number; readonly y: number; readonly radiusM: number } {
  const step = (2 * reach) / GRID;
  const cells: { x: number; y: number; weight: number }[] = [];
  for (let i = 0; i < GRID; i++) {
    for (let k = 0; k < GRID; k++) {
      const x = centre.x - reach + (i + 0.5) * step;
      const y = centre.y - reach + (k + 0.5) * step;
      cells.push({ x, y, weight: logLikelihood(heard, x, y) });
    }
  }
  const highest = cells.reduce((max, { weight }) => Math.max(max, weight), -Infinity);
  let total = 0;
  let sumX = 0;
  let sumY = 0;
  for (const cell of cells) {
    cell.weight = Math.exp(cell.weight - highest);
    total += cell.weight;
    sumX += cell.weight * cell.x;
    sumY += cell.weight * cell.y;
  }
  const x = sumX / total;
  const y = sumY / total;
  return { x, y, radiusM: radiusOf(cells, x, y, WITHIN * total) };
}

function radiusOf(
  cells: readonly { readonly x: number; readonly y: number; readonly weight: number }[],
  x: number,
  y: number,
  wanted: number,
): number {
  const byDistance = cells
    .map((cell) => ({ d: Math.hypot(cell.x - x, cell.y - y), weight: cell.weight }))
    .toSorted((a, b) => a.d - b.d);
  let sum = 0;
  for (const { d, weight } of byDistance) {
    sum += weight;
    if (sum >= wanted) return d;
  }
  return byDistance.at(-1)?.d ?? 0;
}
