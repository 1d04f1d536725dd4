import assert from "node:assert/strict";
import { it } from "node:test";
import { explain } from "../../src/verdict/explain.ts";
import { finding } from "../../src/verdict/finding.ts";

const inPlace = finding(
  { test: "bias", note: "bias within 1 σ of this device's track" },
  { weight: "hard", logBayes: -1.2, authenticated: true },
);
const unanswered = finding(
  { test: "probes", note: "the last 3 probes were not answered in the next frame" },
  { weight: "hard", logBayes: 4, authenticated: true },
);

it("says first what made the verdict; what speaks against a genuine frame comes last", () => {
  const both = [unanswered, inPlace];
  assert.equal(
    explain("genuine", both, undefined),
    "Looks like this device: bias within 1 σ of this device's track; yet the last 3 probes were not answered in the next frame.",
  );
  assert.match(explain("suspect", both, undefined), /^Something is odd: the last 3 probes/);
  assert.equal(
    explain("unverified", [inPlace], { frames: 3, of: 24 }),
    "Still learning (3 of 24 frames): bias within 1 σ of this device's track.",
  );
});
