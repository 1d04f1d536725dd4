import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CallerError,
  InternalError,
  LoratsError,
  PeerDataError,
  UnavailableError,
  accept,
  errorLine,
  refuse,
} from "@lorats/base";

test("an error says who has to act, under a code, with its cause", () => {
  const kinds = [
    [PeerDataError, "peer"],
    [CallerError, "caller"],
    [UnavailableError, "dependency"],
    [InternalError, "us"],
  ] as const;
  for (const [Kind, blame] of kinds) {
    const cause = new Error("below");
    const error = new Kind("X_CODE", "it happened", { cause, details: { count: 1 } });
    assert.ok(error instanceof LoratsError && error instanceof Error);
    assert.equal(error.blame, blame);
    assert.equal(error.code, "X_CODE");
    assert.equal(error.name, Kind.name);
    assert.equal(error.cause, cause);
    assert.deepEqual(error.details, { count: 1 });
  }
});

test("the line that people see has the code and no stack", () => {
  assert.equal(errorLine(new CallerError("X_CODE", "it happened")), "error[X_CODE]: it happened");
  assert.equal(errorLine(new TypeError("oops")), "error[INTERNAL]: oops");
  assert.equal(errorLine("text"), "error[INTERNAL]: text");
});

test("results", () => {
  assert.deepEqual(accept(7), { ok: true, value: 7 });
  assert.deepEqual(refuse("X_CODE", "why"), { ok: false, code: "X_CODE", reason: "why" });
});
