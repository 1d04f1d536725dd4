import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it, mock } from "node:test";
import { runCli } from "../../src/program.ts";

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line in this process and keeps what it prints; the test runner's own messages are bytes, and pass. */
async function lorats(...argv: string[]): Promise<Ran> {
  const printed = { out: "", err: "" };
  const keep = (name: "out" | "err", stream: NodeJS.WriteStream) => {
    const write = stream.write.bind(stream);
    return mock.method(stream, "write", (chunk: string | Uint8Array) => {
      if (typeof chunk !== "string") return write(chunk);
      printed[name] += chunk;
      return true;
    });
  };
  const kept = [keep("out", process.stdout), keep("err", process.stderr)];
  try {
    return Object.assign({ code: await runCli(argv) }, printed);
  } finally {
    for (const method of kept) method.mock.restore();
  }
}

const folder = mkdtempSync(join(tmpdir(), "lorats-phy-"));
after(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);
const lines = (ran: Ran): any[] =>
  ran.out
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));

const FIELDS = [
  "onsetS",
  "onsetSdS",
  "biasHz",
  "biasSdHz",
  "driftHzPerS",
  "driftSdHzPerS",
  "sf",
  "bwHz",
  "cr",
  "snrDb",
  "syncWord",
  "header",
  "payload",
  "crcOk",
  "method",
];

async function synth(name: string, ...more: string[]): Promise<void> {
  const ran = await lorats(
    "phy",
    "synth",
    "--payload",
    "40aabbccddeeff",
    "-o",
    path(name),
    ...more,
  );
  assert.equal(ran.code, 0, ran.err);
}

describe("lorats phy", () => {
  const cases = [
    ["cf32", 7, 125_000, 2_400_000, -6],
    ["cs16", 8, 125_000, 1_000_000, -8],
    ["cs8", 9, 250_000, 1_000_000, -11],
    ["cu8", 10, 125_000, 250_000, -13],
    ["cu8", 7, 500_000, 2_400_000, 20],
    ["cs8", 11, 500_000, 1_000_000, -15],
    ["cf32", 12, 500_000, 500_000, -17],
  ] as const;
  for (const [format, sf, bw, rate, snr] of cases) {
    it(`analyze finds what synth wrote: ${format}, SF${sf}, ${bw} Hz at ${rate}/s, ${snr} dB`, async () => {
      const name = `${format}-${sf}-${bw}.${format}`;
      await synth(
        name,
        "--sf",
        `${sf}`,
        "--bw",
        `${bw}`,
        "--rate",
        `${rate}`,
        "--snr",
        `${snr}`,
        "--bias",
        "-12345.6",
        "--onset",
        "0.0123001043",
        "--freq",
        "868.1M",
        "--sync",
        "0x12",
        "--seed",
        `${sf}`,
      );
      const ran = await lorats("phy", "analyze", path(name), "--bw", `${bw}`, "--json");
      assert.equal(ran.code, 0, ran.err);
      const [frame, ...others] = lines(ran);
      assert.equal(others.length, 0);
      for (const field of FIELDS) assert.ok(field in frame, field);
      assert.equal(frame.payload, "40aabbccddeeff");
      assert.deepEqual(frame.header, { explicit: true, length: 7, crc: true, ok: true });
      assert.deepEqual(
        [frame.crcOk, frame.sf, frame.bwHz, frame.cr, frame.syncWord],
        [true, sf, bw, 1, 0x12],
      );
      assert.ok(Math.abs(frame.onsetS - 0.0123001043) < 5 * frame.onsetSdS);
      assert.ok(Math.abs(frame.biasHz + 12_345.6) < 5 * frame.biasSdHz);
      assert.ok(Math.abs(frame.snrDb - snr) < 1);
    });
  }

  it("finds several frames of several spreading factors beside the centre, and downlinks", async () => {
    const common = [
      "--rate",
      "500000",
      "--freq",
      "868M",
      "--offset",
      "100000",
      "--snr",
      "10",
      "--duration",
      "0.4",
    ];
    await synth("a.cf32", ...common, "--sf", "7", "--onset", "0.05");
    await synth("b.cf32", ...common, "--sf", "9", "--onset", "0.0712", "--payload", "01");
    await synth(
      "c.cf32",
      ...common,
      "--sf",
      "8",
      "--onset",
      "0.21",
      "--invert-iq",
      "--no-crc",
      "--payload",
      "02",
    );
    const all = ["a", "b", "c"].map(
      (name) => new Float32Array(readFileSync(path(`${name}.cf32`)).buffer),
    );
    const sum = all[0].map((value, i) => value + all[1][i] + all[2][i]);
    writeFileSync(path("sum.cf32"), new Uint8Array(sum.buffer));
    const ran = await lorats(
      "phy",
      "analyze",
      path("sum.cf32"),
      "--rate",
      "500k",
      "--freq",
      "868M",
      "--offset",
      "100k",
      "--json",
    );
    assert.equal(ran.code, 0, ran.err);
    const found = lines(ran).map((frame) => [frame.sf, frame.payload, frame.invertIq]);
    assert.deepEqual(
      found.toSorted((a, b) => a[0] - b[0]),
      [
        [7, "40aabbccddeeff", false],
        [8, "02", true],
        [9, "01", false],
      ],
    );
  });

  it("tells carrier from symbol clock on the whole frame, the receiver's rounding apart", async () => {
    const common = ["--sf", "9", "--rate", "250000", "--freq", "868.1M", "--snr", "10"];
    await synth("clock.cf32", ...common, "--bias", "8000", "--clock-ppm", "4");
    const analyze = ["phy", "analyze", path("clock.cf32"), "--json"];
    const fit = lines(await lorats(...analyze))[0].wholeFrame;
    assert.ok(Math.abs(fit.mismatchPpm - 4) < 5 * fit.mismatchSdPpm, JSON.stringify(fit));
    assert.ok(fit.mismatchSdPpm < 0.5);
    assert.ok(Math.abs(fit.carrierPpm - 8000 / 868.1) < 5 * fit.carrierSdPpm);
    assert.ok(Math.abs(fit.clockPpm - 8000 / 868.1 - 4) < 5 * fit.clockSdPpm);
    const told = lines(await lorats(...analyze, "--lo", "-3472.4", "--lo-sd", "50"))[0].wholeFrame;
    // 4 ppm of 868.1 MHz: a tuner that is known to sit so much low leaves one crystal.
    assert.ok(Math.abs(told.mismatchPpm) < 5 * told.mismatchSdPpm, JSON.stringify(told));
    assert.ok(told.mismatchSdPpm > 0.05);
    assert.equal(lines(await lorats(...analyze, "--freq", "868.1M", "--sf", "8")).length, 0);
  });

  it("finds frames without header when told their shape, and nothing else", async () => {
    for (const sf of ["6", "8"]) {
      const shape = ["--no-header", "--cr", "2", "--payload", "0102030405"];
      await synth("implicit.cf32", "--sf", sf, "--rate", "500k", "--snr", "8", ...shape);
      const told = ["--rate", "500k", "--implicit", "5", "--cr", "2", "--json"];
      const found = lines(await lorats("phy", "analyze", path("implicit.cf32"), ...told));
      assert.equal(found.length, 1);
      assert.equal(found[0].payload, "0102030405");
      assert.deepEqual(found[0].header, { explicit: false, length: 5, crc: true, ok: true });
    }
  });

  it("knows the bandwidths of 2.4 GHz", async () => {
    await synth("wide.cs16", "--sf", "5", "--bw", "812", "--rate", "2M", "--freq", "2403M");
    const ran = await lorats("phy", "analyze", path("wide.cs16"), "--bw", "2.4g", "--json");
    assert.deepEqual(
      lines(ran).map((frame) => [frame.sf, frame.bwHz, frame.payload]),
      [[5, 812_500, "40aabbccddeeff"]],
    );
  });

  it("reads standard input", () => {
    const made = spawnSync(
      "npx",
      ["lorats", "phy", "synth", "--sf", "7", "--rate", "250000", "--format", "cu8", "-o", "-"],
      { maxBuffer: 1e8 },
    );
    const ran = spawnSync(
      "npx",
      ["lorats", "phy", "analyze", "-", "--format", "cu8", "--rate", "250000", "--json"],
      { input: made.stdout },
    );
    assert.equal(JSON.parse(String(ran.stdout)).payload, "01020304");
  });

  it("still gives the whole frames of a truncated file, then says so", async () => {
    await synth("whole.cs16", "--sf", "7", "--rate", "250000");
    const bytes = readFileSync(path("whole.cs16"));
    writeFileSync(
      path("twice.cs16"),
      Buffer.concat([bytes, bytes.subarray(0, 0.8 * bytes.length)]),
    );
    const ran = await lorats("phy", "analyze", path("twice.cs16"), "--rate", "250000", "--json");
    assert.equal(ran.code, 1);
    assert.match(ran.err, /^error\[PHY_TRUNCATED\]: [^\n]+\n$/);
    assert.equal(lines(ran).filter((frame) => frame.payload === "40aabbccddeeff").length, 1);
    writeFileSync(path("odd.cs16"), bytes.subarray(0, bytes.length - 3));
    const odd = await lorats("phy", "analyze", path("odd.cs16"), "--rate", "250000", "--json");
    assert.equal(odd.code, 1);
    assert.match(odd.err, /PHY_TRUNCATED/);
    assert.equal(lines(odd)[0].crcOk, true);
  });

  it("makes no recording that could not be", async () => {
    const synth = ["phy", "synth", "--sf", "7", "--rate", "1000000", "-o", path("never.cf32")];
    for (const [code, ...wrong] of [
      ["PHY_BAD_DURATION", "--onset", "-3"],
      ["PHY_BAD_DURATION", "--duration", "1e9"],
      ["PHY_BAD_DURATION", "--duration", "0"],
      ["PHY_BAD_RATE", "--bias", "900000"],
      ["CLI_BAD_ARGUMENT", "--seed", ""],
    ]) {
      const ran = await lorats(...synth, ...wrong);
      assert.equal(ran.code, 2, wrong.join(" "));
      assert.ok(ran.err.startsWith(`error[${code!}]`), ran.err);
    }
  });

  it("names what is wrong in one line", async () => {
    writeFileSync(path("empty.cu8"), "");
    writeFileSync(
      path("nan.cf32"),
      new Uint8Array(
        Float32Array.from({ length: 8000 }, (_, i) => (i === 9 ? Number.NaN : 0.1)).buffer,
      ),
    );
    writeFileSync(path("noise.bin"), "0123456789");
    const cases: [string[], number, string][] = [
      [[path("empty.cu8"), "--rate", "1M"], 1, "PHY_EMPTY_FILE"],
      [[path("nan.cf32"), "--rate", "1M"], 1, "PHY_NOT_A_NUMBER"],
      [[path("noise.bin"), "--rate", "1M"], 2, "PHY_BAD_FORMAT"],
      [[path("noise.bin"), "--rate", "1M", "--format", "mp3"], 2, "PHY_BAD_FORMAT"],
      [[path("nan.cf32")], 2, "PHY_BAD_RATE"],
      [[path("nan.cf32"), "--rate", "1000"], 2, "PHY_BAD_RATE"],
      [[path("missing.cu8"), "--rate", "1M"], 2, "PHY_NO_FILE"],
    ];
    for (const [argv, code, error] of cases) {
      const ran = await lorats("phy", "analyze", ...argv);
      assert.equal(ran.code, code, `${argv.join(" ")}: ${ran.err}`);
      assert.match(ran.err, new RegExp(`^error\\[${error}\\]: [^\\n]+\\n$`));
    }
  });
});
