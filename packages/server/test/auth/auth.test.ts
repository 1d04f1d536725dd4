import assert from "node:assert/strict";
import { it } from "node:test";
import { VirtualClock } from "@lorats/base";
import { hashPassword, passwordMatches } from "../../src/auth/password.ts";
import { SignInThrottle } from "../../src/auth/throttle.ts";

it("knows a password again, in any spelling of its accents", async () => {
  const hash = await hashPassword("zo\u00eb likes long passwords");
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal(await passwordMatches("zoe\u0308 likes long passwords", hash), true);
  assert.equal(await passwordMatches("zoe likes long passwords", hash), false);
  assert.notEqual(await hashPassword("zo\u00eb likes long passwords"), hash);
  assert.equal(await passwordMatches("x", "$argon2id$nonsense"), false);
});

it("verifies a hash that the reference implementation made", async () => {
  // phc-winner-argon2, test.c: version 0x13, argon2id, t=2, m=2^16, p=1, "password", "somesalt".
  const hash =
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
  assert.equal(await passwordMatches("password", hash), true);
});

it("makes guessing at one account slow, and leaves others alone", () => {
  const clock = new VirtualClock();
  const throttle = new SignInThrottle(clock);
  for (let i = 0; i < 4; i++) {
    assert.equal(throttle.blockedMs("a"), 0);
    throttle.failed("a");
  }
  assert.equal(throttle.blockedMs("a"), 0);
  throttle.failed("a");
  assert.equal(throttle.blockedMs("a"), 1000);
  clock.advance(1000);
  throttle.failed("a");
  assert.equal(throttle.blockedMs("a"), 2000);
  assert.equal(throttle.blockedMs("b"), 0);
  for (let i = 0; i < 30; i++) throttle.failed("a");
  assert.equal(throttle.blockedMs("a"), 15 * 60_000);
  throttle.succeeded("a");
  assert.equal(throttle.blockedMs("a"), 0);
});
