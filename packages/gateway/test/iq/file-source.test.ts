import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SeededRandom, parseInstant } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { SAMPLE_FORMATS, encodeSamples } from "@lorats/phy";
import { FileSource, type FileSourceOptions, describeRecording } from "../../src/iq/file-source.ts";
import { BlockCutter, type IqBlock, type IqStream } from "../../src/iq/iq-source.ts";
import { temporaryDirectory } from "../support/setup.ts";

const RATE_HZ = 250_000;

/** Plays a source to its end. */
async function play(options: FileSourceOptions): Promise<{ stream: IqStream; blocks: IqBlock[] }> {
  const source = new FileSource(options, systemClock);
  const blocks: IqBlock[] = [];
  let stream: IqStream | null = null;
  await new Promise<void>((resolve) => {
    source.start({
      opened: (opened) => void (stream = opened),
      // A slow taker: a file has to wait for it.
      block: async (block) => {
        await new Promise((next) => setImmediate(next));
        blocks.push({ ...block, bytes: block.bytes.slice() });
      },
      closed: () => resolve(),
    });
  });
  return { stream: stream!, blocks };
}

void test("every format comes through whole, with indices without a hole", async (t) => {
  const directory = temporaryDirectory(t);
  const random = new SeededRandom(1);
  const iq = Float32Array.from({ length: 2 * 300_001 }, () => random.uint32() / 2 ** 32 - 0.5);
  for (const format of SAMPLE_FORMATS) {
    const path = join(directory, `x.${format.name}`);
    const bytes = encodeSamples(format, iq);
    writeFileSync(path, bytes);
    const { stream, blocks } = await play({ path, sampleRateHz: RATE_HZ, centreFreqHz: 868e6 });
    assert.equal(stream.format, format);
    assert.equal(stream.pace, "recorded");
    let next = 0;
    for (const block of blocks) {
      assert.equal(block.firstSample, next);
      next += block.samples;
    }
    assert.equal(next, 300_001);
    assert.deepEqual(Buffer.concat(blocks.map((block) => block.bytes)), Buffer.from(bytes));
  }
});

void test("SigMF supplies format, rate, frequency, start and header", async (t) => {
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, "rec.sigmf-data"), new Uint8Array(16 + 2000));
  const meta = {
    global: { "core:datatype": "cu8", "core:version": "1.2.5", "core:sample_rate": RATE_HZ },
    captures: [
      {
        "core:sample_start": 0,
        "core:frequency": 868_100_000,
        "core:datetime": "2026-11-21T06:48:19.5Z",
        "core:header_bytes": 16,
      },
    ],
  };
  writeFileSync(join(directory, "rec.sigmf-meta"), JSON.stringify(meta));
  for (const name of ["rec.sigmf-meta", "rec.sigmf-data"]) {
    const { stream, blocks } = await play({ path: join(directory, name) });
    assert.equal(stream.sampleRateHz, RATE_HZ);
    assert.equal(stream.centreFreqHz, 868_100_000);
    assert.equal(stream.startedAt, parseInstant("2026-11-21T06:48:19.5Z"));
    assert.equal(
      blocks.reduce((sum, { samples }) => sum + samples, 0),
      1000,
    );
  }
});

void test("real time is kept", async (t) => {
  const path = join(temporaryDirectory(t), "x.cu8");
  // Two chunks: a block cannot come before its last sample was taken.
  writeFileSync(path, new Uint8Array(2 * 200_000));
  const begun = performance.now();
  const { stream } = await play({ path, sampleRateHz: 1e6, centreFreqHz: 868e6, realTime: true });
  const tookMs = performance.now() - begun;
  assert.equal(stream.pace, "live");
  assert.ok(tookMs >= 199, `${tookMs} ms`);
});

void test("what is missing is asked for by name", (t) => {
  const path = join(temporaryDirectory(t), "x.bin");
  writeFileSync(path, "abcd");
  assert.throws(() => describeRecording({ path }), /sdr\.format/);
  assert.throws(() => describeRecording({ path, format: "cu8" }), /sdr\.sample_rate_hz/);
  assert.throws(() => describeRecording({ path: `${path}.no`, format: "cu8" }), /there is no file/);
});

void test("a cutter never splits a sample", () => {
  const cutter = new BlockCutter(4);
  const cuts = [3, 1, 2, 9, 1].map((length, i) => cutter.cut(new Uint8Array(length).fill(i), 0n));
  assert.deepEqual(
    cuts.map((block) => block && [block.firstSample, block.samples, [...block.bytes]]),
    [null, [0, 1, [0, 0, 0, 1]], null, [1, 2, [2, 2, 3, 3, 3, 3, 3, 3]], [3, 1, [3, 3, 3, 4]]],
  );
});
