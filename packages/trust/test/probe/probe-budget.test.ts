import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ApplicationId } from "@lorats/base";
import { airtimeS, ProbeBudget } from "../../src/probe/probe-budget.ts";

const METERS = "0197f000-0000-7000-8000-0000000000bb" as ApplicationId;
const LAMPS = "0197f000-0000-7000-8000-0000000000bc" as ApplicationId;
/** 13 bytes: header, FOpts with DevStatusReq, MIC. */
const PHY_PAYLOAD = Buffer.alloc(13).toString("base64");

describe("what probes may cost", () => {
  it("is time on air as the data sheet has it", () => {
    const of = (sf: number): number =>
      airtimeS({ modulation: { kind: "lora", sf, bwHz: 125_000 }, phyPayload: PHY_PAYLOAD });
    // 13 bytes in base64 are counted as 15: on the safe side by a block at most.
    assert.ok(of(7) >= 0.04115 && of(7) < 0.052, `${of(7)}`);
    assert.ok(of(12) >= 0.99 && of(12) < 1.2, `${of(12)}`);
  });

  it("is kept by each application for itself, and comes back with time", () => {
    const budget = new ProbeBudget();
    const share = 0.001;
    let probes = 0;
    while (budget.allows(METERS, share, 1000)) {
      budget.charge(METERS, share, 1.15, 1000);
      probes++;
    }
    assert.equal(probes, 4);
    assert.ok(budget.allows(LAMPS, share, 1000));
    assert.ok(!budget.allows(METERS, share, 1500));
    assert.ok(budget.allows(METERS, share, 1000 + 1200));
  });
});
