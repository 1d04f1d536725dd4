import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import {
  type LtsSighting,
  type Rxpk,
  decodeDatagram,
  ltsReportIsAuthentic,
} from "@lorats/backhaul";
import { SeededRandom, formatInstant, fromHex } from "@lorats/base";
import { hmacWith } from "../../src/forward/lts.ts";
import { type SentFrame, airBytes } from "../support/air.ts";
import {
  CENTRE_HZ,
  CHANNELS_HZ,
  EUI,
  SAMPLE_RATE_HZ,
  startGateway,
  temporaryDirectory,
} from "../support/setup.ts";
import { FakeServer, until } from "../support/udp-peers.ts";

const STARTED_AT = 1_795_000_000_000_000_000n;
const KEY = "00112233445566778899aabbccddeeff";
const SYMBOL_S = 2 ** 7 / 125_000;
const random = new SeededRandom(733);

function frame(changes: Partial<SentFrame>): SentFrame {
  const payload = Uint8Array.of(0x40, ...random.bytes(16));
  return { freqHz: CHANNELS_HZ[0]!, sf: 7, onsetS: 0, biasHz: 0, payload, ...changes };
}

const VICTIM = frame({ onsetS: 0.0509577, biasHz: -19_123.4 });
/** A concentrator gives up on a victim and stays silent when a stronger preamble comes so soon after its own. */
const COLLIDER = frame({
  onsetS: VICTIM.onsetS + 4.3 * SYMBOL_S,
  biasHz: 350,
  louderDb: 14,
});
/** Of this one nothing is left but eight chirps and a sync word. */
const TORSO = frame({ onsetS: 0.4505223, biasHz: 7321.5, cutAfterS: 9.6 * SYMBOL_S });
const ALL = [VICTIM, COLLIDER, TORSO];

/** What a server is told of these, without a concentrator. */
async function told(
  t: TestContext,
  soft: "never" | "always",
): Promise<{ orphans: LtsSighting[]; uplinks: Rxpk[] }> {
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, "key"), KEY);
  const air = {
    sampleRateHz: SAMPLE_RATE_HZ,
    centreFreqHz: CENTRE_HZ,
    durationS: 0.8,
    frames: ALL,
  };
  writeFileSync(join(directory, "air.sigmf-data"), airBytes({ ...air, snrDb: 15, seed: 5 }));
  const captures = [
    {
      "core:sample_start": 0,
      "core:frequency": CENTRE_HZ,
      "core:datetime": formatInstant(STARTED_AT),
    },
  ];
  const global = {
    "core:datatype": "cu8",
    "core:version": "1.2.5",
    "core:sample_rate": SAMPLE_RATE_HZ,
  };
  writeFileSync(join(directory, "air.sigmf-meta"), JSON.stringify({ global, captures }));
  const server = await FakeServer.start();
  const running = await startGateway(`
[gateway]
eui = "${EUI}"
spool = "${directory}/spool"
key_file = "${directory}/key"
[[server]]
host = "127.0.0.1"
port = ${server.port}
[sdr]
type = "file"
path = "${directory}/air.sigmf-meta"
[receiver]
channels_hz = [${CHANNELS_HZ.join(", ")}]
spreading_factors = [7, 8]
soft = "${soft}"
[clock]
discipline = "ntp"
`);
  t.after(async () => {
    await running.stop();
    server.close();
  });
  await running.gateway.ended;
  const orphans = (): LtsSighting[] =>
    server.of("push-data").flatMap((datagram) => {
      const decoded = decodeDatagram(datagram);
      if (!decoded.ok || decoded.value.type !== "push-data") return [];
      return decoded.value.lts?.orphans ?? [];
    });
  await until("three reports", () => orphans().length + server.uplinks.length === 3);
  return { orphans: orphans(), uplinks: server.uplinks };
}

function onsetErrorNs(report: { readonly onset: bigint }, sent: SentFrame): number {
  return Number(report.onset - STARTED_AT) - sent.onsetS * 1e9;
}

const nearest = <T extends { readonly onset: bigint }>(reports: T[], sent: SentFrame): T =>
  reports.reduce((a, b) =>
    Math.abs(onsetErrorNs(a, sent)) < Math.abs(onsetErrorNs(b, sent)) ? a : b,
  );

void test("what the concentrator will not report travels as an orphan with its true onset and bias", async (t) => {
  const { orphans, uplinks } = await told(t, "never");
  assert.equal(uplinks.length, 0);
  const hmac = hmacWith(fromHex(KEY));
  for (const sent of ALL) {
    const orphan = nearest(orphans, sent);
    const { stepNs, stepHz } = orphan.ambiguity ?? { stepNs: 0, stepHz: 0 };
    // Of points on the grid the one that the bias speaks for.
    const n = stepHz === 0 ? 0 : Math.round((sent.biasHz - orphan.biasHz) / stepHz);
    const onsetNs = onsetErrorNs(orphan, sent) + n * stepNs;
    // The claim holds the 5 ms of the recording's clock; the estimate itself is good to a fraction of a microsecond.
    assert.ok(Math.abs(onsetNs) < 1000, `${onsetNs} ns, ${n} steps`);
    const biasHz = orphan.biasHz + n * stepHz - sent.biasHz;
    assert.ok(Math.abs(biasHz) < 4 * orphan.biasSdHz && orphan.biasSdHz < 3, `${biasHz} Hz`);
    assert.deepEqual([orphan.freqHz, orphan.sf, orphan.bwHz], [sent.freqHz, 7, 125_000]);
    const claim = { phyPayload: new Uint8Array(0), counter: undefined };
    assert.ok(ltsReportIsAuthentic(orphan, claim, hmac));
  }
  const victim = nearest(orphans, VICTIM);
  assert.equal(victim.ambiguity, undefined);
  assert.ok(victim.collision!.overlaps === 1 && victim.collision!.powerStepDb! > 4);
  // Without SFD: one chip, and one bin of the spectrum.
  const { ambiguity } = nearest(orphans, TORSO);
  assert.ok(ambiguity && Math.abs(ambiguity.stepNs - 8000) < 10, JSON.stringify(ambiguity));
  assert.ok(Math.abs(ambiguity.stepHz - 125_000 / 128) < 1);
});

void test("a soft gateway delivers what the collision hid from the concentrator", async (t) => {
  const { uplinks, orphans } = await told(t, "always");
  assert.equal(orphans.length, 1, "the one without header");
  for (const { payload } of [VICTIM, COLLIDER]) {
    assert.ok(uplinks.some(({ phyPayload }) => Buffer.compare(phyPayload, payload) === 0));
  }
});
