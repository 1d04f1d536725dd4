import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { loadAdrPlugins } from "../../src/adr/adr-plugins.ts";

function files(t: TestContext, ...sources: string[]): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-adr-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return sources.map((source, i) => {
    const file = path.join(folder, `${i}.js`);
    writeFileSync(file, source);
    return file;
  });
}

const plugin = (id: string, handle: string): string => `
// Algorithm id.
export function id() {
  return "${id}";
}

export function name() {
  return "Ours";
}

export function handle(req) {
  ${handle}
}`;

const REQUEST = {
  dataRate: 2,
  txPowerIndex: 1,
  nbTrans: 1,
  minDataRate: 0,
  maxDataRate: 5,
  maxTxPowerIndex: 7,
  txPowerStepDb: 2,
  requiredSnrDb: -15,
  installationMarginDb: 10,
  history: [
    { fCnt: 7, maxSnrDb: 3.5, dataRate: 2, txPowerIndex: 1, gatewayCount: 2 },
    { fCnt: 8, maxSnrDb: 4.5, dataRate: 2, txPowerIndex: 1, gatewayCount: 3 },
  ],
};
const NOW = { dataRate: 2, txPowerIndex: 1, nbTrans: 1 };

async function load(t: TestContext, ...sources: string[]) {
  const failures: string[] = [];
  const plugins = await loadAdrPlugins({
    files: files(t, ...sources),
    failed: (id, reason) => failures.push(`${id}: ${reason}`),
  });
  return { plugins, failures };
}

describe("ADR algorithms of users, in the form of ChirpStack's plugins", () => {
  it("are asked with ChirpStack's fields, and answer within what the profile allows", async (t) => {
    const source = plugin(
      "ours",
      `const best = Math.max(...req.uplinkHistory.map((u) => u.maxSnr));
       const steps = Math.trunc((best - req.requiredSnrForDr - req.installationMargin) / 3);
       return { dr: req.dr + steps + 10 * req.uplinkHistory.length, txPowerIndex: -1, nbTrans: 2 };`,
    );
    const { plugins, failures } = await load(t, source);
    const [ours] = plugins;
    assert.deepEqual([ours!.id, ours!.summary], ["ours", "Ours"]);
    assert.deepEqual(ours!.decide(REQUEST), { dataRate: 5, txPowerIndex: 0, nbTrans: 2 });
    assert.deepEqual(failures, []);
  });

  it("leave a device as it is when they throw, do not end, or talk nonsense", async (t) => {
    const { plugins, failures } = await load(
      t,
      plugin("throws", "throw new Error('no');"),
      plugin("hangs", "for (;;) {}"),
      plugin("nonsense", "return { dr: 'fast' };"),
    );
    for (const one of plugins) assert.deepEqual(one.decide(REQUEST), NOW);
    assert.equal(failures.length, 3);
    assert.match(failures[1]!, /did not come to an end/);
    const [, hangs] = plugins;
    const started = process.cpuUsage();
    for (let n = 0; n < 100; n++) hangs!.decide(REQUEST);
    const { user } = process.cpuUsage(started);
    assert.match(failures.at(-1)!, /not asked any more/);
    assert.ok(user < 4e6, `${user} µs: one that hangs is asked so often at most`);
  });

  it("reach nothing of ours", async (t) => {
    const { plugins } = await load(
      t,
      plugin(
        "spy",
        `const seen = [typeof process, typeof require, typeof fetch, typeof globalThis.Deno];
         return { dr: seen.every((one) => one === "undefined") ? 3 : 0, txPowerIndex: 1, nbTrans: 1 };`,
      ),
    );
    assert.equal(plugins[0]!.decide(REQUEST).dataRate, 3);
  });

  it("are refused in one line when they are none", async (t) => {
    for (const [source, why] of [
      ["function id() {", /ADR_PLUGIN|SyntaxError/],
      ["export function name() { return 'x'; }", /id/],
      [plugin("Not An Id", "return {};"), /lower-case/],
    ] as const) {
      await assert.rejects(load(t, source), { code: "ADR_PLUGIN", message: why });
    }
    const twice = plugin("twice", "return {};");
    await assert.rejects(load(t, twice, twice), { code: "ADR_PLUGIN" });
    await assert.rejects(loadAdrPlugins({ files: ["/nowhere.js"], failed: () => {} }), {
      code: "ADR_PLUGIN",
    });
  });
});
