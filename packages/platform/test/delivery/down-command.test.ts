import assert from "node:assert/strict";
import { it } from "node:test";
import { parseDownCommand } from "@lorats/platform";

const APPLICATION = "17c82e96-be03-4f38-aef3-f83d48582d97";
const TOPIC = `application/${APPLICATION}/device/0102030405060708/command/down`;

function parse(json: unknown, topic: string = TOPIC): ReturnType<typeof parseDownCommand> {
  const text = typeof json === "string" ? json : JSON.stringify(json);
  return parseDownCommand(topic, new TextEncoder().encode(text));
}

it("reads what ChirpStack's users send", () => {
  const full = parse({
    devEui: "0102030405060708",
    confirmed: true,
    fPort: 10,
    data: "vu8=",
    id: "14855BF7-d10d-4aee-b618-ebfcb64dc7ad",
    expiresAt: "2026-11-21T06:48:19Z",
  });
  assert.deepEqual(full, {
    ok: true,
    value: {
      applicationId: APPLICATION,
      devEui: "0102030405060708",
      confirmed: true,
      fPort: 10,
      data: new Uint8Array([0xbe, 0xef]),
      id: "14855bf7-d10d-4aee-b618-ebfcb64dc7ad",
      expiresAt: 1_795_243_699_000_000_000n,
    },
  });
  const nothing = { id: "", expiresAt: null, confirmed: null, object: null, devEui: null };
  const spare = parse({ fPort: 10, data: "vu8=", ...nothing });
  assert.deepEqual(spare, parse({ fPort: 10, data: "vu8=" }));
  assert.equal(spare.ok, true);
  assert.equal(parse({ fPort: 10, data: "vu8=", id: null }).ok, true);
  const object = parse({ fPort: 223, object: { on: true } });
  assert.equal(object.ok && object.value.data, undefined);
  assert.deepEqual(object.ok && object.value.object, { on: true });
});

it("refuses everything else with a reason", () => {
  const good = { fPort: 1, data: "AA==" };
  const cases: [unknown, string, string?][] = [
    [good, "DOWN_BAD_TOPIC", TOPIC.replace("down", "up")],
    [good, "DOWN_BAD_TOPIC", TOPIC.replace("0102", "01/02")],
    ["{", "DOWN_BAD_JSON"],
    ["[]", "DOWN_BAD_JSON"],
    ["null", "DOWN_BAD_JSON"],
    [{ ...good, pad: "x".repeat(20_000) }, "DOWN_TOO_LONG"],
    [{ ...good, devEui: "ffffffffffffffff" }, "DOWN_OTHER_DEVICE"],
    [{ ...good, devEui: 1 }, "DOWN_OTHER_DEVICE"],
    [{ ...good, fPort: 0 }, "DOWN_BAD_PORT"],
    [{ ...good, fPort: 224 }, "DOWN_BAD_PORT"],
    [{ ...good, fPort: "1" }, "DOWN_BAD_PORT"],
    [{ data: "AA==" }, "DOWN_BAD_PORT"],
    [{ ...good, confirmed: "yes" }, "DOWN_BAD_DATA"],
    [{ ...good, data: "%" }, "DOWN_BAD_DATA"],
    [{ ...good, data: 5 }, "DOWN_BAD_DATA"],
    [{ fPort: 1, object: [1] }, "DOWN_BAD_DATA"],
    [{ ...good, id: "x" }, "DOWN_BAD_ID"],
    [{ ...good, expiresAt: "tomorrow" }, "DOWN_BAD_TIME"],
    [{ ...good, isEncrypted: true }, "DOWN_UNSUPPORTED"],
  ];
  for (const [json, code, topic] of cases) {
    const result = parse(json, topic);
    assert.equal(result.ok ? "accepted" : result.code, code, JSON.stringify(json).slice(0, 80));
  }
});
