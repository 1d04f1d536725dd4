import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gaussian, SeededRandom } from "@lorats/base";
import { estimatePlace, type Hearing } from "../../src/map/estimate.ts";

const M_PER_DEG = 111_195;
const HOME = { latitudeDeg: 48.2, longitudeDeg: 11.6 };

function east(m: number, north = 0): { latitudeDeg: number; longitudeDeg: number } {
  const mPerDegLon = M_PER_DEG * Math.cos((HOME.latitudeDeg * Math.PI) / 180);
  return {
    latitudeDeg: HOME.latitudeDeg + north / M_PER_DEG,
    longitudeDeg: HOME.longitudeDeg + m / mPerDegLon,
  };
}

function metresBetween(
  a: { latitudeDeg: number; longitudeDeg: number },
  b: { latitudeDeg: number; longitudeDeg: number },
): number {
  const mPerDegLon = M_PER_DEG * Math.cos((HOME.latitudeDeg * Math.PI) / 180);
  return Math.hypot(
    (a.longitudeDeg - b.longitudeDeg) * mPerDegLon,
    (a.latitudeDeg - b.latitudeDeg) * M_PER_DEG,
  );
}

/** Median strength at a distance, by the model that the estimate states. */
function rssiAt(m: number): number {
  return 16.15 - 128.95 - 23.2 * Math.log10(Math.max(20, m) / 1000);
}

describe("a device's place", () => {
  it("is unknown without a gateway that hears it", () => {
    assert.equal(estimatePlace([]), undefined);
  });

  it("is the gateway's own with a single one, with a circle as wide as the path allows", () => {
    const near = estimatePlace([{ ...HOME, rssiDbm: rssiAt(200) }])!;
    const far = estimatePlace([{ ...HOME, rssiDbm: rssiAt(2000) }])!;
    assert.ok(metresBetween(near, HOME) < near.radiusM / 5);
    assert.ok(near.radiusM > 200 && near.radiusM < 2000, `${near.radiusM} m`);
    assert.ok(far.radiusM > 5 * near.radiusM);
  });

  it("lies within its circle as often as the circle claims, where the model holds", (t) => {
    const random = new SeededRandom(7);
    const gateways = [east(0), east(1500), east(700, 1300), east(-900, 600), east(200, -1200)];
    const tries = 150;
    let within = 0;
    for (let i = 0; i < tries; i++) {
      const device = east(400 * gaussian(random), 400 * gaussian(random));
      const hearings = gateways.map((gateway): Hearing => {
        const rssiDbm = rssiAt(metresBetween(device, gateway)) + 7.8 * gaussian(random);
        return Object.assign({ rssiDbm }, gateway);
      });
      const found = estimatePlace(hearings)!;
      if (metresBetween(found, device) <= found.radiusM) within++;
    }
    t.diagnostic(`${within} of ${tries} within the 68 % circle`);
    assert.ok(within > 0.6 * tries, `${within} of ${tries}`);
  });
});
