import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FrameReceiver, type ReceivedFrame } from "@lorats/phy";
import { attackPlanSchema } from "../../src/attack/attack-plan.ts";
import { AttackRig } from "../../src/attack/attack-rig.ts";
import { QUANTUM, SdrReceiver } from "../../src/iq/sdr-receiver.ts";
import { SdrStation } from "../../src/iq/sdr-station.ts";
import { WaveformRecorder } from "../../src/iq/waveform-recorder.ts";
import { at, radioBench, uplink } from "../support/radio-bench.ts";

const RATE = 2_400_000;
const CENTRE = 868_300_000;
const DELAY_S = 0.7;

/** Everything that the gateway's SDR makes of one device frame and its replay. */
function play(
  plan: object,
  kind: "replay" | "delay",
): { frames: ReceivedFrame[]; truth: unknown[] } {
  const bench = radioBench();
  const { clock, air, random } = bench;
  const truth: Record<string, unknown>[] = [];
  const log = { write: (line: Readonly<Record<string, unknown>>) => void truth.push({ ...line }) };
  const oscillators = { eavesdropper: () => 1.25, collider: () => -2.5 };
  const recorder = new WaveformRecorder(
    "attacker:van",
    at(150, 40),
    oscillators.eavesdropper,
    random.fork(5),
  );
  air.listen(recorder);
  const rig = new AttackRig(
    {
      name: "van",
      eavesdropper: { place: at(150, 40), oscillator: oscillators.eavesdropper, stepHz: 0 },
      collider: {
        place: at(50),
        oscillator: oscillators.collider,
        stepHz: 0,
        collisionDbm: 2,
        replayDbm: 2,
        reactionMs: 2,
      },
    },
    { ...bench, truth: log, recorder },
  );
  rig.start(1, attackPlanSchema.parse({ kind, delayS: DELAY_S, ...plan }));
  const sdr = new SdrReceiver(() => 2, random.fork(6));
  sdr.set({ centreHz: CENTRE, rateHz: RATE, gainTenthsDb: 207 });
  const station = new SdrStation(
    { id: "gateway", place: bench.gateway.place },
    { sdr, clock, random: random.fork(7), truth: log },
  );
  air.listen(station);
  station.turnOn();
  const receiver = new FrameReceiver({
    sampleRateHz: RATE,
    bwHz: 125_000,
    sfs: [7],
    offsetHz: 868_100_000 - CENTRE,
    carrierHz: 868_100_000,
  });
  const frames: ReceivedFrame[] = [];
  clock.advance(30);
  uplink(bench, "device", at(100, 20));
  while (clock.monotonic() < 950_000_000n) {
    clock.advance(5);
    while (station.isDue()) frames.push(...receiver.push(sdr.renderIq()));
  }
  frames.push(...receiver.flush());
  assert.ok(sdr.index > 50 * QUANTUM);
  return { frames, truth };
}

describe("replayed waveform", () => {
  it("is the recorded one, later, with the oscillators' difference on carrier and clock", () => {
    const { frames } = play({}, "replay");
    assert.equal(frames.length, 2);
    const [first, again] = frames as [ReceivedFrame, ReceivedFrame];
    assert.deepEqual(again.payload, first.payload);
    assert.ok(again.crcOk);
    const offsetHz = -3.75 * 868.1;
    assert.ok(
      Math.abs(again.biasHz - first.biasHz - offsetHz) < 5,
      `${again.biasHz - first.biasHz}`,
    );
    // Flight times of 102 m and of 50 m and a half, and the SDR's clock of 2 ppm.
    const delayS = again.onsetS - first.onsetS;
    assert.ok(Math.abs(delayS - DELAY_S * (1 + 2e-6)) < 0.6e-6, `${(delayS - DELAY_S) * 1e6} µs`);
  });

  it("after a collision is what the truth says, and the original's onset can still be seen", () => {
    const { frames, truth } = play({ calibration: { kind: "resample", residualHz: 0 } }, "delay");
    const whole = frames.filter((frame) => frame.crcOk);
    const replay = whole.at(-1)!;
    assert.equal(replay.payload![5], (7 * 5 + 3) & 0xff);
    const arrivals = (truth as Record<string, unknown>[]).filter(
      ({ kind }) => kind === "arrival",
    ) as Arrived[];
    assert.deepEqual(
      arrivals.map(({ sender }) => sender),
      ["device", "attacker:van", "attacker:van"],
    );
    const [device, , replayed] = arrivals as [Arrived, Arrived, Arrived];
    assert.ok(Math.abs(replay.onsetS * RATE - replayed.sample) < 1);
    assert.ok(Math.abs(replay.biasHz - replayed.biasHz) < 5);
    assert.ok(Math.abs(replayed.biasHz - device.biasHz) < 1, "calibration hides the oscillators");
    assert.ok(Math.abs(replayed.clockPpm - device.clockPpm) < 1e-3);
    // The collision begins after eight clean chirps: enough for a time of the original, decoded or not.
    const original = frames.find((frame) => Math.abs(frame.onsetS * RATE - device.sample) < 5)!;
    assert.ok(Math.abs(original.biasHz - device.biasHz) < 10);
  });
});

interface Arrived extends Record<string, unknown> {
  readonly sample: number;
  readonly biasHz: number;
  readonly clockPpm: number;
  readonly sender: string;
}
