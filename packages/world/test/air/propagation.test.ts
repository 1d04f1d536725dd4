import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, VirtualClock } from "@lorats/base";
import { Air } from "../../src/air/air.ts";
import { BUILDING_COLUMNS, BUILDING_FLOORS, buildingPlace } from "../../src/air/building.ts";
import type { Place } from "../../src/air/geometry.ts";
import { okumuraHataLossDb } from "../../src/air/okumura-hata.ts";
import { propagation } from "../../src/air/propagation.ts";

const at = (eastM: number, northM = 0, upM = 0): Place => ({ eastM, northM, upM });
const near = (a: number, b: number, tolerance: number): void =>
  assert.ok(Math.abs(a - b) < tolerance, `${a} is not ${b}`);

describe("Okumura–Hata", () => {
  it("gives the textbook's figures", () => {
    // 900 MHz, base 30 m, mobile 1.5 m, 1 km: the customary check of implementations.
    near(okumuraHataLossDb("urban", 900e6, 1, 30, 1.5), 126.4, 0.05);
    near(okumuraHataLossDb("suburban", 900e6, 1, 30, 1.5), 116.5, 0.05);
    near(okumuraHataLossDb("open", 900e6, 1, 30, 1.5), 97.9, 0.05);
    near(okumuraHataLossDb("large-city", 900e6, 1, 30, 1.5), 126.4, 0.05);
  });

  it("is 127.1 + 35.74 log d at 868 MHz from 25 m to 1.5 m", () => {
    for (const km of [0.1, 1, 5]) {
      const loss = okumuraHataLossDb("urban", 868e6, km, 25, 1.5);
      near(loss, 127.1 + 35.74 * Math.log10(km), 0.05);
    }
  });

  it("plays the same both ways and never gains against free space", () => {
    const hata = propagation({ model: "okumura-hata", area: "open", lowestBaseM: 25 });
    const free = propagation({ model: "free-space" });
    const [low, high] = [at(0, 0, 2), at(300, 100, 40)];
    assert.equal(hata(low, high, 868e6), hata(high, low, 868e6));
    for (const metres of [1, 5, 20]) {
      assert.ok(hata(at(0), at(metres), 868e6) >= free(at(0), at(metres), 868e6));
    }
  });
});

describe("the paper's building as a model of propagation", () => {
  it("gives its map in a scenario: 13 dB beside the node, −1 dB at the far corner", () => {
    const clock = new VirtualClock();
    const air = new Air(clock, new SeededRandom(1), {
      propagation: propagation({ model: "building" }),
      shadowingDb: 0,
      fadingDb: 0,
    });
    const node = buildingPlace({ column: 0, floor: 3 });
    const snrs = new Map<string, number>();
    air.attach({
      id: "node",
      place: node,
      noiseFigureDb: 6,
      listensTo: () => true,
      hear: ({ transmission, snrDb }) => snrs.set(transmission.sender, snrDb),
    });
    for (const floor of BUILDING_FLOORS) {
      for (const [column, name] of BUILDING_COLUMNS.entries()) {
        if (floor === 3 && column === 0) continue;
        const startNs = clock.monotonic();
        air.transmit({
          sender: `${name} ${floor}`,
          place: buildingPlace({ column, floor }),
          phyPayload: new Uint8Array(20),
          freqHz: 869_750_000,
          sf: 7,
          bwHz: 125_000,
          powerDbm: -40,
          invertIq: false,
          startNs,
          endNs: startNs + 60_000_000n,
          biasHz: 0,
        });
        clock.advance(100);
      }
    }
    assert.equal(snrs.size, 65);
    const values = [...snrs.values()];
    near(Math.max(...values) - Math.min(...values), 14, 1.5);
    const along = BUILDING_COLUMNS.slice(1).map((name) => snrs.get(`${name} 3`)!);
    assert.ok(
      along.every((snr, n) => n === 0 || snr < along[n - 1]!),
      along.join(" "),
    );
    const up = [4, 5, 6].map((floor) => snrs.get(`A1 ${floor}`)!);
    assert.ok(up[0]! > up[1]! && up[1]! > up[2]!);
    assert.equal(snrs.get("C3 6"), Math.min(...values));
  });
});

/** Area in m² of where a device's frames are both hidden from the gateway and heard by the eavesdropper. */
function coreVulnerableArea(colliderDbm: number, eavesdropperM: number): number {
  const loss = propagation({ model: "okumura-hata", area: "urban", lowestBaseM: 25 });
  const freqHz = 869_750_000;
  const gateway = at(0, 0, 25);
  const collider = at(50);
  const eavesdropper = at(eavesdropperM);
  const hidden = colliderDbm - loss(collider, gateway, freqHz);
  const masked = colliderDbm - loss(collider, eavesdropper, freqHz);
  const step = 2;
  let cells = 0;
  for (let east = -400; east < 800; east += step) {
    for (let north = -400; north < 400; north += step) {
      const device = at(east + step / 2, north + step / 2);
      const atGateway = 14 - loss(device, gateway, freqHz) - hidden;
      const atEavesdropper = 14 - loss(device, eavesdropper, freqHz) - masked;
      if (Math.abs(atGateway) <= 6 && atEavesdropper >= 6) cells++;
    }
  }
  return cells * step * step;
}

describe("the paper's vulnerable area, §4.3.1", () => {
  it("comes to 55,000 … 65,000 m² with figure 5's places and powers (paper: 62,246)", () => {
    const area = coreVulnerableArea(2, 400);
    assert.ok(area > 55_000 && area < 65_000, `${area}`);
  });

  it("grows with the eavesdropper's distance until the ring is covered, as in figure 4", () => {
    const areas = [200, 300, 400, 600, 800, 1000].map((metres) => coreVulnerableArea(2, metres));
    areas.slice(1).forEach((area, i) => assert.ok(area >= areas[i]!, areas.join(" ")));
    assert.ok(areas[0]! < 0.8 * areas.at(-1)!);
    assert.equal(areas.at(-1), areas.at(-2));
    assert.ok(coreVulnerableArea(8, 400) < coreVulnerableArea(5, 400));
    assert.ok(coreVulnerableArea(5, 400) < coreVulnerableArea(2, 400));
  });
});

describe("shadowing", () => {
  it("has the spread asked for, and stays the same for a pair of places", () => {
    const clock = new VirtualClock();
    const air = new Air(clock, new SeededRandom(4), {
      propagation: propagation({ model: "free-space" }),
      shadowingDb: 6,
      fadingDb: 0,
    });
    const powers = new Map<string, number[]>();
    air.listen({
      id: "ear",
      place: at(0, 0, 10),
      onAir: ({ sender }, powerDbm) =>
        powers.set(sender, [...(powers.get(sender) ?? []), powerDbm]),
    });
    const send = (sender: string): void =>
      air.transmit({
        sender,
        place: at(1000),
        phyPayload: new Uint8Array(12),
        freqHz: 868e6,
        sf: 7,
        bwHz: 125_000,
        powerDbm: 14,
        invertIq: false,
        startNs: clock.monotonic(),
        endNs: clock.monotonic() + 1n,
        biasHz: 0,
      });
    for (let round = 0; round < 2; round++) {
      for (let n = 0; n < 2000; n++) send(`device ${n}`);
      clock.advance(20_000);
    }
    const values = [...powers.values()];
    for (const [first, second] of values) assert.equal(first, second);
    const mean = values.reduce((sum, [x]) => sum + x!, 0) / values.length;
    const variance = values.reduce((sum, [x]) => sum + (x! - mean) ** 2, 0) / values.length;
    near(mean, 14 - 91.22, 0.7);
    near(Math.sqrt(variance), 6, 0.5);
  });
});
