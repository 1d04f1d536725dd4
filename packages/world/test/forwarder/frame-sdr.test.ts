import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createHmac } from "node:crypto";
import {
  ltsReportIsAuthentic,
  type GatewayUplink,
  type LtsReport,
  type LtsSighting,
} from "@lorats/backhaul";
import { noiseFloorDbm } from "../../src/air/link.ts";
import type { Reception } from "../../src/forwarder/concentrator.ts";
import { FrameSdr } from "../../src/forwarder/frame-sdr.ts";
import { LtsSource } from "../../src/forwarder/lts-source.ts";
import { at, radioBench, uplink, type RadioBench } from "../support/radio-bench.ts";

const KEY = "00".repeat(32);
const CLOCK_SD_NS = 200;

function sdrOn(bench: RadioBench, more: { offsetS?: number } = {}): FrameSdr {
  const { clock, air, random, gateway } = bench;
  return new FrameSdr(
    {
      id: "gateway",
      place: gateway.place,
      crystalPpm: 2,
      clockSdNs: CLOCK_SD_NS,
      lie: () => ({ offsetS: more.offsetS ?? 0, holdS: 0 }),
    },
    clock,
    random.fork(9),
    air,
  );
}

/** The gateway around it. */
function sourceOn(bench: RadioBench, more: { offsetS?: number } = {}): LtsSource {
  return new LtsSource(sdrOn(bench, more), KEY, "gps");
}

function hmac(message: Uint8Array): Uint8Array {
  const made = createHmac("sha256", Buffer.from(KEY, "hex")).update(message);
  return new Uint8Array(made.digest());
}

describe("an SDR at frame level", () => {
  it("adds onset and bias to what the concentrator receives, as far off as it claims", () => {
    const bench = radioBench();
    const sdr = sdrOn(bench);
    sdr.start(() => assert.fail("an orphan"));
    const toUtc = bench.clock.now() - bench.clock.monotonic();
    const [onsets, biases] = [[] as number[], [] as number[]];
    for (let n = 0; n < 400; n++) {
      const sent = uplink(bench, `device ${n}`, at(500, 0, 1.5));
      bench.clock.advance(200);
      const report = sdr.take(sent)!;
      const flightNs = (Math.hypot(500, 23.5) / 299_792_458) * 1e9;
      const onsetNs = Number(report.onset - toUtc - sent.startNs) - flightNs;
      onsets.push(onsetNs / report.onsetSdNs);
      // The dongle's crystal runs 2 ppm fast, and its tuner steps by 220 Hz.
      const biasHz = report.biasHz - (sent.biasHz - 2 * 868.1);
      biases.push(biasHz);
    }
    const rms = (values: number[]): number => Math.hypot(...values) / Math.sqrt(values.length);
    assert.ok(rms(onsets) > 0.5 && rms(onsets) < 1.6, `${rms(onsets)}`);
    const mean = biases.reduce((sum, x) => sum + x, 0) / biases.length;
    assert.ok(Math.abs(mean) < 110, `${mean}`);
    assert.ok(rms(biases.map((x) => x - mean)) < 5);
    assert.deepEqual(sdr.counts, { matched: 400, orphans: 0 });
  });

  it("tells of frames that the concentrator lost in a collision: their preamble, at its true time", () => {
    const bench = radioBench("sx1301");
    const source = sourceOn(bench);
    const orphans: LtsSighting[] = [];
    source.start(({ orphans: more }) => orphans.push(...more));
    const toUtc = bench.clock.now() - bench.clock.monotonic();
    let seen = 0;
    for (let n = 0; n < 40; n++) {
      // A little later each time: from the second symbol of the victim to the tenth.
      const victim = uplink(bench, `victim ${n}`, at(300, 0, 1.5));
      bench.clock.advance(2 + (8 * n) / 40);
      uplink(bench, `attacker ${n}`, at(100, 0, 1.5));
      bench.clock.advance(2000);
      const isOwn = ({ onset }: LtsReport): boolean =>
        Math.abs(Number(onset - toUtc - victim.startNs)) < 1e5;
      if (orphans.some(isOwn)) seen++;
    }
    assert.ok(seen > 15, `${seen} of 40`);
    for (const orphan of orphans) {
      assert.equal(orphan.sf, 7);
      const nothing = { phyPayload: new Uint8Array(0), counter: undefined };
      assert.ok(ltsReportIsAuthentic(orphan, nothing, hmac));
    }
  });

  it("vouches for frames with counter and payload, and lies with its gateway", () => {
    const bench = radioBench();
    const source = sourceOn(bench, { offsetS: 5 });
    source.start(() => {});
    const sent = uplink(bench, "device", at(300, 0, 1.5));
    bench.clock.advance(100);
    const { phyPayload } = sent;
    const times = { counter: { kind: "tmst", us: 123_456 } } as const;
    const reception = { transmission: sent } as Reception;
    const uplinkOf = { phyPayload, times } as unknown as GatewayUplink;
    const report = source.take(reception)!;
    const annotated = source.annotate(uplinkOf, report);
    assert.ok(ltsReportIsAuthentic(annotated.lts!, { phyPayload, counter: times.counter }, hmac));
    const toUtc = bench.clock.now() - bench.clock.monotonic();
    const lateS = Number(annotated.lts!.onset - toUtc - sent.startNs) / 1e9;
    assert.ok(Math.abs(lateS - 5) < 1e-4);
    assert.equal(source.take(reception), undefined, "it tells once");
  });

  it("sees less the weaker a frame is, and nothing far below the noise", () => {
    const seen = [-4, -9.5, -17].map((snrDb) => {
      const bench = radioBench();
      const sdr = sdrOn(bench);
      let orphans = 0;
      sdr.start(() => orphans++);
      // The bench's loss at 500 m, told by what arrives.
      const probe = uplink(bench, "probe", at(500, 0, 1.5));
      bench.clock.advance(500);
      const { rssiDbm } = bench.gateway.heard[0]!;
      sdr.take(probe);
      const powerDbm = 14 - (rssiDbm - noiseFloorDbm(125_000)) + snrDb;
      for (let n = 0; n < 100; n++) {
        uplink(bench, `device ${n}`, at(500, 0, 1.5), { powerDbm });
        bench.clock.advance(500);
      }
      bench.clock.advance(2000);
      return orphans;
    });
    assert.equal(seen[0], 100);
    assert.ok(seen[1]! > 5 && seen[1]! < 100, `${seen[1]}`);
    assert.equal(seen[2], 0);
  });
});
