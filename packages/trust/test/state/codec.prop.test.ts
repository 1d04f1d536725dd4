import assert from "node:assert/strict";
import { it } from "node:test";
import { gaussian, SeededRandom } from "@lorats/base";
import fc from "fast-check";
import { decodeDevice, encodeDevice } from "../../src/state/device-codec.ts";
import { decodeGateway, encodeGateway } from "../../src/state/gateway-codec.ts";
import { type Heard, Watch } from "../support.ts";

/** A device with everything that a state can have, on eight channels and four gateways. */
function rich(seed: number, frames: number): Watch {
  const random = new SeededRandom(seed);
  const watch = new Watch();
  let s = 0;
  for (let i = 0; i < frames; i++) {
    const biasHz = -18_000 + 30 * gaussian(random);
    const freqHz = 867_100_000 + 200_000 * (i % 8);
    const modulation = { kind: "lora", sf: 7, bwHz: 125_000 } as const;
    const heard: Heard[] = [1, 2, 3, 4].map((gateway) => ({
      biasHz: biasHz + 100 * gateway,
      gateway,
      more: { freqHz, modulation, counterUs: String(Math.round((s + 600) * 1e6) % 2 ** 32) },
    }));
    watch.hear(
      (s += 600 + gaussian(random)),
      heard,
      { freqHz, modulation },
      { temperatureC: 20 + gaussian(random) },
    );
  }
  return watch;
}

it("a state survives storage so exactly that judging goes on bit by bit", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.integer({ min: 0, max: 60 }),
      (seed, frames) => {
        const watch = rich(seed, frames);
        const bytes = encodeDevice(watch.device);
        assert.deepEqual([...encodeDevice(decodeDevice(bytes))], [...bytes]);
        const copy = rich(seed, frames);
        copy.device = decodeDevice(bytes);
        for (const [id, gateway] of copy.gateways)
          copy.gateways.set(id, decodeGateway(encodeGateway(gateway)));
        const heard: Heard[] = [{ biasHz: -18_010 }, { biasHz: -17_890, gateway: 2 }];
        const [one, other] = [watch, copy].map((each) => each.hear(1e6, heard));
        assert.deepEqual(other!.trust, one!.trust);
      },
    ),
    { numRuns: 25 },
  );
});

it("stays below 1 kB a device", () => {
  const place = { latitudeDeg: 1.3, longitudeDeg: 103.7, uncertaintyM: 5, atS: 1 };
  const device = { ...rich(3, 200).device, place };
  assert.ok(encodeDevice(device).length <= 1024, `${encodeDevice(device).length}`);
});

it("refuses what it cannot read", () => {
  assert.throws(() => decodeDevice(Uint8Array.of(9)), { code: "TRUST_STATE_UNREADABLE" });
  const bytes = encodeDevice(rich(1, 5).device);
  assert.throws(() => decodeDevice(bytes.subarray(0, 100)), { code: "TRUST_STATE_UNREADABLE" });
});
