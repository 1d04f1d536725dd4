import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@lorats/base";
import type { Place } from "@lorats/events";
import {
  accessPointsIn,
  gatewayStrengths,
  gatewayTimes,
  isNews,
  locateBest,
  payloadGnss,
  wifiResolver,
  type Fix,
  type Hearing,
  type Known,
  type Located,
  type LocationResolver,
} from "@lorats/platform";
import { distanceM, planeAt, type Point } from "../../src/location/plane.ts";

const CENTRE: Place = { latitudeDeg: 46.5, longitudeDeg: 6.6 };
const plane = planeAt([CENTRE]);
const FREQ = 868_100_000;
const LIGHT_M_PER_NS = 0.299_702_547;

function dice(seed: number): {
  readonly uniform: (a: number, b: number) => number;
  readonly normal: () => number;
} {
  const random = new SeededRandom(seed);
  const unit = (): number => Buffer.from(random.bytes(6)).readUIntBE(0, 6) / 2 ** 48;
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
  return { uniform: (a, b) => a + (b - a) * unit(), normal };
}

/** Errors against what was claimed. */
function judge(fixes: readonly { truth: Place; fix: Fix }[]) {
  const ratios = fixes.map(
    ({ truth, fix }) => distanceM(truth, fix.place) / fix.place.uncertaintyM,
  );
  const rms = Math.sqrt(ratios.reduce((sum, ratio) => sum + ratio * ratio, 0) / ratios.length);
  const errors = fixes
    .map(({ truth, fix }) => distanceM(truth, fix.place))
    .toSorted((a, b) => a - b);
  return {
    /** 1 when what is claimed is the root mean square of the errors. */
    rms,
    within2: ratios.filter((ratio) => ratio < 2).length / ratios.length,
    medianM: errors[errors.length >> 1]!,
  };
}

describe("times of arrival", () => {
  const TRIALS = 400;

  async function trial(gateways: number, sdNs: number, pathSdM: number, seed: number) {
    const { uniform, normal } = dice(seed);
    const fixes: { truth: Place; fix: Fix }[] = [];
    let none = 0;
    for (let n = 0; n < TRIALS; n++) {
      const at: Point = { x: uniform(-3000, 3000), y: uniform(-3000, 3000) };
      const hearings = Array.from({ length: gateways }, (): Hearing => {
        const gateway = { x: uniform(-5000, 5000), y: uniform(-5000, 5000) };
        const metres = Math.hypot(gateway.x - at.x, gateway.y - at.y) + pathSdM * normal();
        const late = metres / LIGHT_M_PER_NS + sdNs * normal();
        return {
          place: { ...CENTRE, ...plane.toPlace(gateway) },
          rssiDbm: -100,
          arrival: {
            kind: "sdr",
            atNs: 1_800_000_000_000_000_000n + BigInt(Math.round(late)),
            sdNs,
          },
        };
      });
      const fix = await gatewayTimes.resolve({ freqHz: FREQ, hearings });
      if (fix) fixes.push({ truth: { ...CENTRE, ...plane.toPlace(at) }, fix });
      else none++;
    }
    return { ...judge(fixes), none };
  }

  it("of six gateways give a fix whose claimed uncertainty is the error's, to a third", async (t) => {
    const { rms, within2, medianM, none } = await trial(6, 100, 25, 71);
    t.diagnostic(
      `figure: TDoA, 6 gateways, 100 ns: median ${medianM.toFixed(0)} m, rms ratio ${rms.toFixed(2)}`,
    );
    assert.ok(none <= TRIALS / 50, `${none} without a fix`);
    assert.ok(rms > 0.67 && rms < 1.33, `rms ratio ${rms}`);
    assert.ok(within2 > 0.93, `${within2} within two`);
    assert.ok(medianM < 60, `${medianM} m`);
  });

  it("of three gateways, where two places may be meant, claims no more than it knows", async (t) => {
    const { rms, within2, none } = await trial(3, 100, 25, 72);
    t.diagnostic(
      `figure: TDoA, 3 gateways: rms ratio ${rms.toFixed(2)}, ${none} of ${TRIALS} without a fix`,
    );
    assert.ok(within2 > 0.9, `${within2} within two`);
  });

  it("say nothing with two gateways, two on one roof, or clocks that contradict each other", async () => {
    const at = (x: number, y: number, lateNs: number): Hearing => ({
      place: { ...CENTRE, ...plane.toPlace({ x, y }) },
      rssiDbm: -100,
      arrival: { kind: "fine", atNs: BigInt(lateNs), sdNs: 50 },
    });
    const resolve = (hearings: readonly Hearing[]) =>
      gatewayTimes.resolve({ freqHz: FREQ, hearings });
    assert.equal(await resolve([at(0, 0, 0), at(1000, 0, 100)]), undefined);
    assert.equal(await resolve([at(0, 0, 0), at(1, 0, 1), at(1000, 0, 100)]), undefined);
    const lying = [
      at(0, 0, 0),
      at(4000, 0, 0),
      at(0, 4000, 0),
      at(4000, 4000, 900_000),
      at(2000, 5000, 0),
    ];
    assert.equal(await resolve(lying), undefined);
    // Times that mark different moments are not compared.
    const mixed = [
      at(0, 0, 0),
      at(3000, 0, 0),
      { ...at(0, 3000, 0), arrival: { kind: "sdr" as const, atNs: 0n, sdNs: 9 } },
    ];
    assert.equal(await resolve(mixed), undefined);
  });
});

/** A sender's frame as gateways at these places hear it: strengths fade with distance^exponent, shadowed by 8 dB. */
function heardFrom(
  at: Point,
  gateways: readonly Point[],
  exponent: number,
  { sent, normal }: { readonly sent: number; readonly normal: () => number },
): Hearing[] {
  const first = 20 * Math.log10(FREQ) - 147.55;
  return gateways
    .map((gateway) => {
      const distance = Math.max(1, Math.hypot(gateway.x - at.x, gateway.y - at.y));
      const signalDbm = sent - first - 10 * exponent * Math.log10(distance) + 8 * normal();
      const snrDb = signalDbm + 117;
      // What a concentrator reports: the power of frame and noise together.
      const rssiDbm = 10 * Math.log10(10 ** (signalDbm / 10) + 10 ** (-117 / 10));
      return { place: { ...CENTRE, ...plane.toPlace(gateway) }, rssiDbm, snrDb };
    })
    .filter(({ snrDb }) => snrDb > -20);
}

describe("strengths at gateways", () => {
  async function trial(gateways: number, exponent: number, seed: number) {
    const { uniform, normal } = dice(seed);
    const fixes: { truth: Place; fix: Fix }[] = [];
    while (fixes.length < 150) {
      const at = { x: uniform(-2000, 2000), y: uniform(-2000, 2000) };
      const places = Array.from({ length: gateways }, () => ({
        x: uniform(-3000, 3000),
        y: uniform(-3000, 3000),
      }));
      const hearings = heardFrom(at, places, exponent, { sent: 14 + 4 * normal(), normal });
      if (hearings.length === 0) continue;
      const fix = (await gatewayStrengths.resolve({ freqHz: FREQ, hearings }))!;
      fixes.push({ truth: { ...CENTRE, ...plane.toPlace(at) }, fix });
    }
    return judge(fixes);
  }

  for (const [gateways, exponent, seed] of [
    [1, 2.8, 81],
    [3, 2.8, 82],
    [6, 2.6, 83],
    [6, 3.4, 84],
  ] as const) {
    it(`of ${gateways}, fading with distance^${exponent}, give an honest radius`, async (t) => {
      const { rms, within2, medianM } = await trial(gateways, exponent, seed);
      t.diagnostic(
        `figure: RSSI, ${gateways} gateways, n=${exponent}: median ${medianM.toFixed(0)} m, rms ratio ${rms.toFixed(2)}`,
      );
      assert.ok(rms > 0.4 && rms < 1.4, `rms ratio ${rms}`);
      assert.ok(within2 > 0.9, `${within2} within two`);
    });
  }
});

describe("a device that stays where it is", () => {
  /** Shares of frames that are not as expected: of devices that stay, and of such that went 4 km further. */
  async function surprises(
    resolver: LocationResolver,
    hear: (at: Point, gateways: readonly Point[]) => Hearing[],
    uniform: (a: number, b: number) => number,
  ) {
    const [stayed, moved] = [[] as boolean[], [] as boolean[]];
    while (stayed.length < 400) {
      const at = { x: uniform(-2000, 2000), y: uniform(-2000, 2000) };
      const places = Array.from({ length: 6 }, () => ({
        x: uniform(-4000, 4000),
        y: uniform(-4000, 4000),
      }));
      const isNewsAt = (now: Point, known: Known): boolean =>
        !resolver.isExpected!({ freqHz: FREQ, hearings: hear(now, places) }, known);
      const fix = await resolver.resolve({ freqHz: FREQ, hearings: hear(at, places) });
      if (!fix) continue;
      // As many gateways as ever hear it: others are looked at because of that alone.
      const known = { ...fix, gateways: 6, source: resolver.name, time: 0n };
      stayed.push(isNewsAt(at, known));
      moved.push(isNewsAt({ x: at.x, y: at.y > 0 ? at.y - 4000 : at.y + 4000 }, known));
    }
    const share = (all: readonly boolean[]): number => all.filter(Boolean).length / all.length;
    return { stayed: share(stayed), moved: share(moved) };
  }

  it("seldom looks new; one that went away does to times, and often to strengths", async (t) => {
    const { uniform, normal } = dice(91);
    const strengths = await surprises(
      gatewayStrengths,
      (at, places) => heardFrom(at, places, 3.1, { sent: 14, normal }),
      uniform,
    );
    const times = await surprises(
      gatewayTimes,
      (at, places) =>
        places.map((gateway) => {
          const m = Math.hypot(gateway.x - at.x, gateway.y - at.y) + 25 * normal();
          const atNs = BigInt(Math.round(m / LIGHT_M_PER_NS + 60 * normal()));
          const place = { ...CENTRE, ...plane.toPlace(gateway) };
          return { place, rssiDbm: -100, arrival: { kind: "fine" as const, atNs, sdNs: 60 } };
        }),
      uniform,
    );
    for (const [name, { stayed, moved }] of Object.entries({ strengths, times })) {
      t.diagnostic(`figure: ${name}: ${stayed} look new of devices that stay, ${moved} after 4 km`);
    }
    // The place that strengths gave is some kilometre off: shadowed anew, one frame in ten looks new.
    assert.ok(strengths.stayed < 0.2 && strengths.moved > 2 * strengths.stayed);
    assert.ok(times.stayed < 0.05 && times.moved > 0.99);
  });

  it("is looked at when more gateways hear it, or somebody else's guess is worse", async () => {
    const hearings = [0, 1, 2].map((i) => ({
      place: { ...CENTRE, ...plane.toPlace({ x: 1000 * i, y: 0 }) },
      rssiDbm: -100,
      snrDb: 5,
    }));
    const fix = (await gatewayStrengths.resolve({ freqHz: FREQ, hearings }))!;
    const ask = (change: Partial<Known>): boolean =>
      gatewayStrengths.isExpected!(
        { freqHz: FREQ, hearings },
        { ...fix, source: "gateway-strengths", time: 0n, ...change },
      );
    assert.equal(ask({}), true);
    assert.equal(ask({ gateways: 2 }), false);
    const rough = { ...fix.place, uncertaintyM: 5000 };
    assert.equal(ask({ source: "other-network", place: rough }), false);
    assert.equal(
      ask({ source: "payload-gnss", gateways: 0, place: { ...fix.place, uncertaintyM: 15 } }),
      true,
    );
  });
});

describe("what the payload says", () => {
  const resolve = (object: Record<string, unknown>) =>
    payloadGnss.resolve({ freqHz: FREQ, hearings: [], object });

  it("is found wherever it stands, and under the names that it has", async () => {
    const expected = { latitudeDeg: 46.5, longitudeDeg: 6.6 };
    for (const object of [
      { latitude: 46.5, longitude: 6.6 },
      { gps: { lat: 46.5, lng: 6.6 } },
      { gpsLocation: { 1: { latitude: 46.5, longitude: 6.6, altitude: 372 } } },
      { data: [{ kind: "fix", position: { lat: 46.5, lon: 6.6 } }] },
    ]) {
      const { latitudeDeg, longitudeDeg } = (await resolve(object))!.place;
      assert.deepEqual({ latitudeDeg, longitudeDeg }, expected, JSON.stringify(object));
    }
    assert.equal((await resolve({ lat: 46.5, lon: 6.6, hdop: 2 }))!.place.uncertaintyM, 10);
    assert.equal((await resolve({ lat: 46.5, lon: 6.6, accuracy: 33 }))!.place.uncertaintyM, 33);
  });

  it("is nothing without a fix, off the earth, or as text", async () => {
    for (const object of [
      { latitude: 0, longitude: 0 },
      { latitude: 91, longitude: 0 },
      { latitude: "46.5", longitude: "6.6" },
      { latitude: 46.5 },
      { temperature: 20 },
    ]) {
      assert.equal(await resolve(object), undefined, JSON.stringify(object));
    }
  });
});

describe("access points", () => {
  const points = [
    { mac: "00:11:22:33:44:55", rssi: -60 },
    { bssid: "0011.2233.4456" },
    { MAC: "001122334457", RSSI: -71 },
    { mac: "02:11:22:33:44:55", rssi: -60 },
  ];

  it("are found in payloads; those that move with people are left out", () => {
    assert.deepEqual(accessPointsIn({ scan: { wifi: points } }), [
      { macAddress: "00:11:22:33:44:55", signalStrength: -60 },
      { macAddress: "00:11:22:33:44:57", signalStrength: -71 },
    ]);
  });

  it("are asked about when there are two, and a radius becomes what we claim", async () => {
    const asked: number[] = [];
    const resolver = wifiResolver({
      locate: async (list) => {
        asked.push(list.length);
        return { latitudeDeg: 46.5, longitudeDeg: 6.6, accuracyM: 50 };
      },
    });
    const evidence = { freqHz: FREQ, hearings: [] };
    assert.equal(
      await resolver.resolve({ ...evidence, object: { w: points.slice(0, 1) } }),
      undefined,
    );
    const fix = await resolver.resolve({ ...evidence, object: { w: points } });
    assert.deepEqual(asked, [2]);
    assert.ok(Math.abs(fix!.place.uncertaintyM - 28.9) < 0.1);
  });
});

describe("the best of what is said", () => {
  const located = (source: Located["source"], uncertaintyM: number, x = 0): Located => ({
    place: { ...CENTRE, ...plane.toPlace({ x, y: 0 }), uncertaintyM },
    gateways: 1,
    source,
    resolver: `${source}/1`,
  });

  it("is what claims least uncertainty, and nobody's failure is everybody's", async () => {
    const say = (name: Located["source"], uncertaintyM: number) => ({
      name,
      version: 3,
      resolve: async () => located(name, uncertaintyM),
    });
    const failures: string[] = [];
    const broken = {
      name: "wifi",
      version: 1,
      resolve: () => Promise.reject(new Error("x")),
    } as const;
    const best = await locateBest(
      [say("gateway-strengths", 900), broken, say("gateway-times", 40)],
      { freqHz: FREQ, hearings: [] },
      (name) => failures.push(name),
    );
    assert.equal(best!.resolver, "gateway-times/3");
    assert.deepEqual(failures, ["wifi"]);
  });

  it("costs no more than it has to: who says it well enough is not doubted", async () => {
    const asked: string[] = [];
    const say = (name: Located["source"], uncertaintyM: number, dear: boolean) => ({
      name,
      version: 1,
      resolve: async () => {
        asked.push(name);
        return located(name, uncertaintyM);
      },
      ...(dear && { isExpected: () => false }),
    });
    const best = (gnssM: number) =>
      locateBest(
        [say("payload-gnss", gnssM, false), say("gateway-times", 40, true)],
        { freqHz: FREQ, hearings: [] },
        () => {},
      );
    assert.equal((await best(15))!.source, "payload-gnss");
    assert.deepEqual(asked, ["payload-gnss"]);
    assert.equal((await best(3000))!.source, "gateway-times");
  });

  it("is told again when it moved, got better or old", () => {
    const known = { ...located("gateway-strengths", 500), time: 0n };
    const hour = 3_600_000_000_000n;
    assert.equal(isNews(located("gateway-strengths", 500, 300), 1n, known), false);
    assert.equal(isNews(located("gateway-strengths", 500, 3000), 1n, known), true);
    assert.equal(isNews(located("gateway-times", 40), 1n, known), true);
    assert.equal(isNews(located("gateway-strengths", 500), hour, known), true);
    assert.equal(isNews(located("payload-gnss", 10), 1n, known), true);
    const gnss = { ...located("payload-gnss", 10), time: 0n };
    assert.equal(isNews(located("gateway-strengths", 500, 9000), 1n, gnss), false);
  });
});
