import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  checkExample,
  repositoryCodecIds,
  repositoryCodecs,
  repositoryDevices,
  SandboxRunner,
  type CodecAnswer,
  type CodecExample,
} from "@lorats/platform";

const FILES: Readonly<Record<string, string>> = {
  "vendor/index.yaml":
    "vendors:\n  - id: maker\n    name: Maker\n  - id: later\n    name: Later\n    draft: true\n",
  "vendor/maker/index.yaml": "endDevices:\n  - meter\n",
  "vendor/maker/meter.yaml": `name: Meter
description: Counts water
firmwareVersions:
  - version: 1.0
    profiles: { EU863-870: { id: p, codec: old-codec } }
  - version: '2.1'
    profiles:
      EU863-870: { id: p, codec: meter-codec }
      US902-928: { id: p }
`,
  "vendor/maker/meter-codec.yaml": `uplinkDecoder:
  fileName: meter.js
  examples:
    - description: a litre
      input: { fPort: 2, bytes: [0x01, 0x02], recvTime: '2024-05-01T10:00:00Z' }
      output: { data: { litres: 258, at: '2024-05-01T10:00:00.000Z' } }
      normalizedOutput: { data: [{ water: 258 }] }
    - description: wrong on purpose
      input: { fPort: 2, bytes: [0] }
      output: { data: { litres: 9 } }
    - description: an error
      input: { fPort: 9, bytes: [0] }
      output: { errors: [unknown port] }
downlinkEncoder:
  fileName: meter.js
  examples:
    - description: set
      input: { command: 7, data: { interval: 5 } }
      output: { bytes: [7, 5], fPort: 3 }
`,
  "vendor/maker/meter.js": `function decodeUplink(input) {
    if (input.fPort !== 2) return { errors: ["unknown port"], data: { ignored: 1 } };
    return { data: { litres: input.bytes[0] * 256 + (input.bytes[1] || 0), at: input.recvTime.toISOString() } };
  }
  function normalizeUplink(input) { return { data: [{ water: input.data.litres }] }; }
  function encodeDownlink(input) { return { bytes: [input.command, input.data.interval], fPort: 3 }; }`,
};
const files = {
  read: async (path: string) => FILES[path],
  list: async (folder: string) => {
    const below = Object.keys(FILES).filter((path) => path.startsWith(`${folder}/`));
    return [...new Set(below.map((path) => path.slice(folder.length + 1).split("/")[0]!))];
  },
};

describe("a device repository", () => {
  it("names devices with the codecs of their newest firmware", async () => {
    assert.deepEqual(await Array.fromAsync(repositoryDevices(files)), [
      {
        vendorId: "maker",
        vendorName: "Maker",
        deviceId: "meter",
        name: "Meter",
        description: "Counts water",
        firmwareVersion: "2.1",
        codecs: { "EU863-870": "meter-codec" },
      },
    ]);
  });

  it("finds codecs by their files, whether a device names them or not", async () => {
    const found = await Array.fromAsync(repositoryCodecIds(files));
    assert.deepEqual(found, [{ vendorId: "maker", codecId: "meter-codec" }]);
  });

  it("brings codecs with examples that say whether they hold", async () => {
    const [codec, ...others] = await repositoryCodecs(files, "maker", "meter-codec");
    assert.deepEqual(others, []);
    const runner = new SandboxRunner();
    const failures: (string | undefined)[] = [];
    for (const example of codec!.examples) {
      const failure = await checkExample(example, async (call) => {
        return (await runner.run(codec!.source, [call]))[0]!;
      });
      failures.push(failure?.reason);
    }
    runner.dispose();
    assert.deepEqual(
      failures.map((reason) => reason !== undefined),
      [false, true, false, false],
    );
    assert.match(failures[1]!, /"litres":0.* instead of .*"litres":9/);
  });

  it("says which file is missing or malformed", async () => {
    await assert.rejects(
      repositoryCodecs(files, "maker", "nothing"),
      /vendor\/maker\/nothing\.yaml is not there/,
    );
    const broken = {
      ...files,
      read: async (path: string) => (path.endsWith("c.yaml") ? "uplinkDecoder: [1" : undefined),
    };
    await assert.rejects(repositoryCodecs(broken, "maker", "c"), { code: "CODEC_LIBRARY" });
    const wrong = { ...files, read: async () => "uplinkDecoder: { fileName: 7 }" };
    await assert.rejects(repositoryCodecs(wrong, "maker", "c"), /uplinkDecoder\.fileName/);
  });
});

it("takes what JSON cannot say for nothing, and a refusal for a failure", async () => {
  const example: CodecExample = {
    description: "",
    op: "decode",
    input: {},
    output: { data: { a: 1 } },
  };
  const value = { warnings: [], errors: [] };
  const answer = (data: unknown): CodecAnswer => ({ ok: true, value: { ...value, data } });
  assert.equal(await checkExample(example, () => answer({ a: 1, b: undefined })), undefined);
  assert.ok(await checkExample(example, () => answer({ a: "1" })));
  const refused = await checkExample(example, () => ({ ok: false, code: "X", reason: "y" }));
  assert.match(refused!.reason, /X: y/);
});
