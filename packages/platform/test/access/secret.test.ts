import assert from "node:assert/strict";
import { it } from "node:test";
import { SeededRandom, toHex } from "@lorats/base";
import { hashSecret, newSecret, sameHash } from "@lorats/platform";

it("makes secrets that differ and hashes them with SHA-256", () => {
  const random = new SeededRandom(1);
  const a = newSecret("lts", random);
  const b = newSecret("lts", random);
  assert.match(a, /^lts_[A-Za-z0-9_-]{43}$/);
  assert.notEqual(a, b);
  // FIPS 180-2 appendix B.1
  assert.equal(
    toHex(hashSecret("abc")),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
  assert.equal(sameHash(hashSecret(a), hashSecret(a)), true);
  assert.equal(sameHash(hashSecret(a), hashSecret(b)), false);
});
