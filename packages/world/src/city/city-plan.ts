import { gaussian, uniform, type SeededRandom } from "@lorats/base";
import { noiseFloorDbm, snrFloorDb } from "../air/link.ts";
import { propagation, type PropagationSettings } from "../air/propagation.ts";
import type { CollisionModelName } from "../air/collision.ts";

export interface CityOptions {
  readonly devices: number;
  readonly gateways: number;
  /** Devices lie evenly in a disc; gateways on a sunflower's spiral in it. */
  readonly radiusM: number;
  readonly propagation: PropagationSettings;
  readonly shadowingDb: number;
  readonly fadingDb: number;
  /** `adr`: the fastest rate with `marginDb` to spare at the best gateway. A number: that SF for all. */
  readonly spreading: "adr" | number;
  readonly marginDb: number;
  readonly channels: number;
  readonly phyBytes: number;
  /** Mean time between frames, or the share of time that every device sends. */
  readonly load: { readonly intervalS: number } | { readonly dutyCycle: number };
  readonly collisions: CollisionModelName;
  /** Frames that a concentrator can demodulate at a time: 8 in an SX1301, 16 in an SX1302. */
  readonly demodulators: number;
  readonly seed: number;
}

const FREQ_HZ = 868_300_000;
const BW_HZ = 125_000;
const DEVICE_DBM = 14;
const GATEWAY_M = 30;
const DEVICE_M = 1.5;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** Who stands where, and how loud everybody is everywhere. */
export interface CityPlan {
  /** Mean SNR of device d at gateway g: `snrDb[d · gateways + g]`. */
  readonly snrDb: Float32Array;
  readonly sf: Uint8Array;
}

export function planCity(options: CityOptions, random: SeededRandom): CityPlan {
  const { devices, gateways, radiusM, shadowingDb } = options;
  const loss = propagation(options.propagation);
  const noiseDbm = noiseFloorDbm(BW_HZ);
  const masts = Array.from({ length: gateways }, (_, g) => {
    const r = gateways === 1 ? 0 : radiusM * Math.sqrt((g + 0.5) / gateways);
    return polar(r, g * GOLDEN_ANGLE, GATEWAY_M);
  });
  const snrDb = new Float32Array(devices * gateways);
  const sf = new Uint8Array(devices);
  for (let d = 0; d < devices; d++) {
    const r = radiusM * Math.sqrt(uniform(random));
    const here = polar(r, 2 * Math.PI * uniform(random), DEVICE_M);
    let best = Number.NEGATIVE_INFINITY;
    for (let g = 0; g < gateways; g++) {
      const shadow = shadowingDb * gaussian(random);
      const snr = DEVICE_DBM - loss(here, masts[g]!, FREQ_HZ) - shadow - noiseDbm;
      snrDb[d * gateways + g] = snr;
      best = Math.max(best, snr);
    }
    sf[d] = chooseSf(options, best);
  }
  return { snrDb, sf };
}

function chooseSf({ spreading, marginDb }: CityOptions, bestSnrDb: number): number {
  if (spreading !== "adr") return spreading;
  let sf = 7;
  while (sf < 12 && bestSnrDb - marginDb < snrFloorDb(sf)) sf++;
  return sf;
}

function polar(
  r: number,
  angle: number,
  upM: number,
): { eastM: number; northM: number; upM: number } {
  return { eastM: r * Math.cos(angle), northM: r * Math.sin(angle), upM };
}
