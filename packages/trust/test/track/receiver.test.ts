import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gaussian, SeededRandom } from "@lorats/base";
import {
  gatewayAfterFrame,
  gatewayAfterReEnrolment,
  type GatewayStep,
} from "../../src/judge/judge-gateway.ts";
import { type GatewayTrust, NEW_GATEWAY } from "../../src/state/gateway-trust.ts";
import { NO_SHIFTS, noteCalm, noteShift } from "../../src/track/common-shift.ts";
import {
  afterDeviation,
  afterPilot,
  movementOf,
  NEW_RECEIVER,
  offsetAt,
  type Receiver,
} from "../../src/track/receiver.ts";
import { gatewayId } from "../support.ts";

/** Devices that stand still at a receiver that moves; how far its estimate is off at the end. */
function follow(ppmAt: (h: number) => number, devices: number, hours: number): number {
  const random = new SeededRandom(4);
  let receiver: Receiver = { ...NEW_RECEIVER, atS: 1 };
  let s = 1;
  while (s < hours * 3600) {
    s += 600 / devices;
    const nowS = s;
    const { meanPpm, ppm2 } = movementOf(receiver, nowS);
    const errorPpm = ppmAt(s / 3600) - meanPpm + 0.05 * gaussian(random);
    const device = 1 + (random.uint32() % devices);
    const sdPpm = Math.sqrt(0.05 ** 2 + ppm2);
    ({ receiver } = afterDeviation(receiver, { device, errorPpm, sdPpm, nowS }));
  }
  return offsetAt(receiver, s) - ppmAt(s / 3600);
}

describe("a receiver's own oscillator", () => {
  it("is told from the devices' when several of them move together", () => {
    assert.ok(Math.abs(follow((h) => 0.3 * h, 8, 4)) < 0.1);
  });

  it("stands still when nothing moves", () => {
    assert.ok(Math.abs(follow(() => 0, 8, 24)) < 0.06);
  });

  it("is not separable from a single device, and takes nothing", () => {
    assert.equal(Math.abs(follow((h) => 0.3 * h, 1, 2) + 0.6) < 0.01, true);
  });

  it("follows pilots before devices, and believes a step when two of them show it", () => {
    let { receiver } = afterPilot({ ...NEW_RECEIVER, atS: 1 }, 5, 100);
    // It warms up: 0.3 ppm an hour, a pilot every ten minutes.
    for (let s = 700; s <= 3700; s += 600)
      ({ receiver } = afterPilot(receiver, 5 + (0.3 * (s - 100)) / 3600, s));
    const at = offsetAt(receiver, 3700);
    assert.ok(Math.abs(at - 0.3) < 0.01, `${at}`);
    const far = { device: 1, errorPpm: 1, sdPpm: 0.01, nowS: 3701 };
    const { receiver: dragged } = afterDeviation(receiver, far);
    assert.ok(Math.abs(offsetAt(dragged, 3701) - at) < 0.002);
    const once = afterPilot(receiver, 6.8, 3710);
    assert.equal(once.steppedPpm, undefined);
    const twice = afterPilot(once.receiver, 6.8, 3770);
    assert.ok(Math.abs(twice.steppedPpm! - 1.5) < 0.02);
    assert.ok(Math.abs(offsetAt(twice.receiver, 3770) - 1.8) < 0.02);
  });
});

describe("a common shift", () => {
  const shift = (device: number, errorPpm: number, seenElsewhere = false) =>
    ({ device, errorPpm, sdPpm: 0.01, atS: 10 * device, seenElsewhere, jumped: true }) as const;

  it("of all devices is a receiver's step, of some one replayer's", () => {
    let book = NO_SHIFTS;
    let cluster;
    for (const device of [1, 2, 3]) ({ book, cluster } = noteShift(book, shift(device, 0.7)));
    assert.equal(cluster!.kind, "receiver-step");
    ({ cluster } = noteShift(noteCalm(book, 4), shift(5, 0.7)));
    assert.equal(cluster!.kind, "one-replayer");
  });

  it("that another gateway sees, too, is not the receiver's", () => {
    let book = NO_SHIFTS;
    let cluster;
    for (const device of [1, 2, 3]) ({ book, cluster } = noteShift(book, shift(device, 0.7, true)));
    assert.equal(cluster!.kind, "one-replayer");
  });

  it("is none when every device is elsewhere by another amount", () => {
    let book = NO_SHIFTS;
    let cluster;
    for (const [i, ppm] of [0.7, -0.3, 1.9, 0.2].entries())
      ({ book, cluster } = noteShift(book, shift(i, ppm)));
    assert.equal(cluster, undefined);
  });

  it("raises its alarm once, and ends it when a person says that the receiver moved, whichever instrument it is", () => {
    for (const instrument of ["sdr", "concentrator"] as const) {
      let state: GatewayTrust = NEW_GATEWAY;
      const told: string[] = [];
      const take = ({ state: next, signs }: GatewayStep): void => {
        state = next;
        told.push(...signs.map((sign) => `${sign.code} ${sign.state}`));
      };
      const common = { gatewayId: gatewayId(1), instrument, sdPpm: 0.01, gateways: 1 };
      for (let i = 0; i < 40; i++) {
        const stepped = i >= 30;
        const lesson = { ...common, errorPpm: stepped ? 0.7 : 0, outside: stepped };
        take(gatewayAfterFrame(state, lesson, 1 + (i % 5), 1000 + 60 * i));
      }
      assert.deepEqual(told, ["receiver-step raised"]);
      take(gatewayAfterReEnrolment(state));
      assert.deepEqual(told, ["receiver-step raised", "receiver-step ended"]);
      assert.ok(Math.abs(offsetAt(state[instrument], 4000) - 0.7) < 0.05);
      assert.deepEqual(state.raised, {});
    }
  });
});
