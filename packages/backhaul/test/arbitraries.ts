import { codingRateName, tmstContext } from "@lorats/backhaul";
import type {
  AntennaReading,
  DownlinkTiming,
  GatewayStats,
  LtsPilot,
  LtsAmbiguity,
  LtsCollision,
  LtsReport,
  LtsSideReport,
  LtsSighting,
  Modulation,
  Rxpk,
  SdrHealth,
} from "@lorats/backhaul";
import type { Eui64 } from "@lorats/base";
import fc from "fast-check";

/** Optional fields are left out, not undefined; objects have the usual prototype, as decoded ones do. */
export function partial<T>(
  model: { [K in keyof T]-?: fc.Arbitrary<NonNullable<T[K]>> },
  requiredKeys: (keyof T)[],
): fc.Arbitrary<T> {
  return fc.record(model as never, {
    requiredKeys: requiredKeys as never[],
    noNullPrototype: true,
  }) as fc.Arbitrary<T>;
}

export const eui: fc.Arbitrary<Eui64> = fc
  .bigInt({ min: 0n, max: 2n ** 64n - 1n })
  .map((value) => value.toString(16).padStart(16, "0") as Eui64);
export const u8: fc.Arbitrary<number> = fc.integer({ min: 0, max: 255 });
export const u16: fc.Arbitrary<number> = fc.integer({ min: 0, max: 0xffff });
export const u32: fc.Arbitrary<number> = fc.integer({ min: 0, max: 0xffff_ffff });
export const int64: fc.Arbitrary<bigint> = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
/** JSON has no minus zero. */
export const figure: fc.Arbitrary<number> = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .map((value) => value + 0);
export const phyPayload: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 1, maxLength: 255 });
export const freqHz: fc.Arbitrary<number> = fc.integer({ min: 137_000_000, max: 2_500_000_000 });
/** 1970 … 2100, on nanoseconds. */
export const instant: fc.Arbitrary<bigint> = fc.bigInt({
  min: 0n,
  max: 4_102_444_800_000_000_000n,
});
export const gpsMs: fc.Arbitrary<number> = fc.integer({ min: 0, max: 4_000_000_000_000 });
export const metadata: fc.Arbitrary<Record<string, string>> = fc.dictionary(
  fc.string({ maxLength: 8 }).filter((key) => key !== "lts" && key !== "foff"),
  fc.string({ maxLength: 12 }),
  { minKeys: 1, maxKeys: 3, noNullPrototype: true },
);
export const mac: fc.Arbitrary<Uint8Array> = fc.uint8Array({ minLength: 16, maxLength: 16 });

export const loraModulation: fc.Arbitrary<Modulation> = fc.record(
  {
    kind: fc.constant("lora" as const),
    sf: fc.integer({ min: 5, max: 12 }),
    bwHz: fc.constantFrom(125_000, 250_000, 500_000, 812_000, 62_500),
    cr: fc.integer({ min: 0, max: 7 }).filter((cr) => codingRateName(cr) !== ""),
  },
  { noNullPrototype: true },
);
const fskModulation: fc.Arbitrary<Modulation> = partial<Modulation & { kind: "fsk" }>(
  {
    kind: fc.constant("fsk"),
    bitrateBps: fc.integer({ min: 1200, max: 300_000 }),
    deviationHz: fc.integer({ min: 1, max: 200_000 }),
  },
  ["kind", "bitrateBps"],
);
const lrFhssModulation: fc.Arbitrary<Modulation> = partial<Modulation & { kind: "lr-fhss" }>(
  {
    kind: fc.constant("lr-fhss"),
    ocwHz: fc.constantFrom(137_000, 336_000, 1_523_000),
    codingRate: fc.constantFrom("1/6", "1/4", "2/6", "3/8", "4/6", "5/6"),
    gridSteps: fc.integer({ min: 1, max: 52 }),
  },
  ["kind", "ocwHz", "codingRate"],
);
export const modulation: fc.Arbitrary<Modulation> = fc.oneof(
  { weight: 4, arbitrary: loraModulation },
  { weight: 1, arbitrary: fskModulation },
  { weight: 1, arbitrary: lrFhssModulation },
);

const deviation = figure.map(Math.abs);
const reportModel = {
  onset: instant,
  onsetSdNs: deviation,
  biasHz: figure,
  biasSdHz: deviation,
  driftHzPerS: figure,
  clockPpm: figure,
  clockSdPpm: deviation,
  snrDb: figure,
  ambiguity: partial<LtsAmbiguity>({ stepNs: figure, stepHz: figure }, ["stepNs", "stepHz"]),
  collision: partial<LtsCollision>(
    {
      overlaps: fc.integer({ min: 0, max: 9 }),
      quality: figure,
      powerStepDb: figure,
    },
    ["overlaps"],
  ),
  mac,
};
const reportKeys = ["onset", "onsetSdNs", "biasHz", "biasSdHz"] as const;
export const ltsReport: fc.Arbitrary<LtsReport> = partial<LtsReport>(reportModel, [...reportKeys]);

const sightingModel = {
  ...reportModel,
  freqHz,
  sf: fc.integer({ min: 5, max: 12 }),
  bwHz: fc.constantFrom(125_000, 250_000, 500_000),
};
const sightingKeys = [...reportKeys, "freqHz", "sf", "bwHz"] as const;
const sighting = partial<LtsSighting>(sightingModel, [...sightingKeys]);
const pilot = partial<LtsPilot>(
  {
    ...sightingModel,
    source: fc.constantFrom("downlink", "beacon"),
    sentAt: instant,
    tmst: u32,
  },
  [...sightingKeys, "source"],
);
const health = partial<SdrHealth>(
  {
    state: fc.constantFrom("ok", "degraded", "down"),
    clock: fc.constantFrom("pps", "gps", "ntp", "none"),
    clockSdNs: figure,
    sampleRateHz: figure,
    centreFreqHz: figure,
    gainDb: figure,
    noiseDbfs: figure,
    clippedShare: figure,
    lostSamples: figure,
    clockJumps: figure,
    matchedFrames: figure,
    unmatchedFrames: figure,
    orphans: figure,
  },
  ["state", "clock"],
);
export const sideReport: fc.Arbitrary<LtsSideReport> = partial<LtsSideReport>(
  {
    orphans: fc.array(sighting, { maxLength: 3 }),
    pilots: fc.array(pilot, { maxLength: 3 }),
    sdr: health,
  },
  ["orphans", "pilots"],
);

const readingModel = {
  antenna: u8,
  channel: u8,
  rssiDbm: figure,
  signalRssiDbm: figure,
  snrDb: figure,
  foffHz: figure,
  fineNs: fc.integer({ min: 0, max: 999_999_999 }),
};
/** At least one, the best first, all told apart by their SNR. */
const readings: fc.Arbitrary<AntennaReading[]> = fc
  .uniqueArray(partial<AntennaReading>(readingModel, ["rssiDbm", "snrDb"]), {
    minLength: 1,
    maxLength: 3,
    selector: ({ snrDb }) => snrDb,
  })
  .map((list) => list.sort((a, b) => b.snrDb! - a.snrDb!));

/** What Semtech UDP can say of a reception without loss. */
export const rxpk: fc.Arbitrary<Rxpk> = fc
  .tuple(
    readings,
    partial<{ tmst: number; utc: bigint; gpsMs: number }>({ tmst: u32, utc: instant, gpsMs }, []),
    partial<Omit<Rxpk, "rssiDbm" | "times" | "context" | "otherAntennas" | keyof AntennaReading>>(
      {
        phyPayload,
        freqHz,
        modulation,
        crc: fc.constantFrom("ok", "bad", "none"),
        rfChain: u8,
        board: u8,
        modem: u8,
        jsonVersion: u8,
        metadata,
        lts: ltsReport,
      },
      ["phyPayload", "freqHz", "modulation", "crc"],
    ),
  )
  .map(([antennas, times, frame]) => assembleRxpk(antennas, times, frame));

function assembleRxpk(
  [best, ...others]: AntennaReading[],
  { tmst, utc, gpsMs }: { tmst?: number; utc?: bigint; gpsMs?: number },
  frame: Omit<Rxpk, "times" | "context" | "otherAntennas" | keyof AntennaReading>,
): Rxpk {
  return {
    ...frame,
    ...best!,
    ...(others.length > 0 && { otherAntennas: others }),
    times: {
      ...(tmst !== undefined && { counter: { kind: "tmst", us: tmst } }),
      ...(utc !== undefined && { utc }),
      ...(gpsMs !== undefined && { gpsNs: BigInt(gpsMs) * 1_000_000n, gpsResolutionNs: 1e6 }),
    },
    context: tmst === undefined ? new Uint8Array(0) : tmstContext(tmst),
  };
}

export const stats: fc.Arbitrary<GatewayStats> = partial<GatewayStats>(
  {
    time: fc.bigInt({ min: 0n, max: 4_102_444_800n }).map((seconds) => seconds * 1_000_000_000n),
    location: partial(
      {
        latitudeDeg: fc.double({ min: 0.001, max: 90, noNaN: true }),
        longitudeDeg: fc.double({ min: -180, max: -0.001, noNaN: true }),
        altitudeM: figure,
      },
      ["latitudeDeg", "longitudeDeg"],
    ),
    rxReceived: u32,
    rxOk: u32,
    rxForwarded: u32,
    ackPercent: figure,
    txReceived: u32,
    txEmitted: u32,
    temperatureC: figure,
    metadata,
  },
  ["rxReceived", "rxOk", "txReceived", "txEmitted"],
);

/** Timings whose context is a 32-bit counter's. */
export const timing: fc.Arbitrary<DownlinkTiming> = fc.oneof(
  fc.constant<DownlinkTiming>({ kind: "immediately" }),
  u32.map((us): DownlinkTiming => ({ kind: "counter", us })),
  gpsMs.map((ms): DownlinkTiming => ({ kind: "gps", gpsNs: BigInt(ms) * 1_000_000n })),
);
