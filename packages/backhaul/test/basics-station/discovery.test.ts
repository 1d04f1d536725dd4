import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decodeDiscoveryAnswer,
  decodeDiscoveryRequest,
  encodeDiscoveryAnswer,
  encodeDiscoveryRequest,
} from "@lorats/backhaul";
import { CallerError, type Eui64 } from "@lorats/base";

const router = "aabbccfffeddee01" as Eui64;
const muxs = "0000000000000001" as Eui64;

test("a station asks with its ID6, some with a number of up to 64 bits", () => {
  assert.equal(encodeDiscoveryRequest(router), '{"router":"aabb:ccff:fedd:ee01"}');
  for (const text of [
    '{"router":"aabb:ccff:fedd:ee01"}',
    '{"router":12302652206957325825}',
    '{"router":"AA-BB-CC-FF-FE-DD-EE-01"}',
  ]) {
    const asked = decodeDiscoveryRequest(text);
    assert.equal(asked.ok && asked.value, router, text);
  }
  for (const text of ["", "[]", '{"router":-1.5}', '{"router":"here"}', '{"router":null}', "{}"]) {
    assert.equal(decodeDiscoveryRequest(text).ok, false, text);
  }
});

test("the answer leads to a URI with port and path, or says why not", () => {
  const answer = { router, muxs, uri: "wss://lns.example:8887/gateway/1" };
  assert.deepEqual(decodeDiscoveryAnswer(encodeDiscoveryAnswer(answer)), {
    ok: true,
    value: answer,
  });
  const refusal = { router, error: "unknown gateway" };
  assert.deepEqual(decodeDiscoveryAnswer(encodeDiscoveryAnswer(refusal)), {
    ok: true,
    value: refusal,
  });
  for (const uri of [
    "wss://lns.example/gateway",
    "ws://lns.example:80",
    "https://lns.example:1/x",
  ]) {
    assert.throws(() => encodeDiscoveryAnswer({ router, muxs, uri }), CallerError);
    assert.equal(
      decodeDiscoveryAnswer(JSON.stringify({ router: "::1", muxs: "::2", uri })).ok,
      false,
    );
  }
});
