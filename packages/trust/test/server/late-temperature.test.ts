import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gaussian, SeededRandom } from "@lorats/base";
import { newEvent } from "@lorats/events";
import { encodeDevice } from "../../src/state/device-codec.ts";
import { at, House } from "../house.ts";
import { DEVICE } from "../support.ts";

const EVERY_S = 3600;
const LEARN = 150;
/** A steep crystal: 600 Hz a °C. */
const HZ_PER_C = 600;

const random = new SeededRandom(11);
/** A fortnight of weather: what the payload says, and where the crystal is by it. */
const weather = Array.from({ length: LEARN + 20 }, (_, i) => {
  const celsius = 18 + 6 * Math.sin((2 * Math.PI * i) / 24) + 0.2 * gaussian(random);
  return { celsius, biasHz: -21_000 + HZ_PER_C * (celsius - 18) + 15 * gaussian(random) };
});

/** The first frames of the device in a house that hears of temperatures late; `i` frames are told. */
async function lived(frames = LEARN): Promise<House> {
  const house = new House();
  await house.trust.start();
  for (let i = 0; i < frames; i++) await tell(house, i, String(weather[i]!.celsius));
  return house;
}

/** A frame, and what a codec says of it a little later. */
async function tell(house: House, i: number, celsius: string, extraHz = 0): Promise<string> {
  const biasHz = weather[i]!.biasHz + extraHz;
  const deduplicationId = await house.frame(EVERY_S * i, i, [{ biasHz }]);
  await report(house, i, deduplicationId, celsius);
  return deduplicationId;
}

async function report(house: House, i: number, deduplicationId: string, celsius: string) {
  const body = { deduplicationId, deviceId: DEVICE, celsius, madeBy: "javascript@000000000000" };
  await house.log.append([newEvent("reported-temperature", at(EVERY_S * i), body)]);
  // The follower takes it before the next frame comes, an hour later.
  await house.settled();
}

describe("temperatures that a user's codec reads after the frame was judged", () => {
  it("teach the track as those do that are known at once, also when the log is read again", async () => {
    const late = await lived();
    const house = new House(undefined, undefined, undefined, {
      prepare: async () => {},
      temperatureOf: ({ fCnt }) => weather[fCnt]!.celsius,
    });
    await house.trust.start();
    for (let i = 0; i < LEARN; i++) {
      await house.frame(EVERY_S * i, i, [{ biasHz: weather[i]!.biasHz }]);
    }
    const again = new House(late.log);
    await again.trust.start();
    const [one, other, read] = await Promise.all(
      [late, house, again].map(async ({ trust }) => encodeDevice(await trust.device(DEVICE))),
    );
    assert.deepEqual(one, other);
    assert.deepEqual(read, other);
    for (const each of [late, house, again]) await each.trust.stop();
  });

  it("revise a verdict that the weather explains, and one that it does not", async () => {
    const house = await lived();
    // A cold front within the hour, and the crystal with it.
    const front = -9;
    const i = LEARN;
    const biasHz = weather[i]!.biasHz + HZ_PER_C * front;
    const cold = await house.frame(EVERY_S * i, i, [{ biasHz }]);
    await report(house, i, cold, String(weather[i]!.celsius + front));
    await house.settled();
    assert.deepEqual(
      (await house.assessments(cold)).map(({ revision, trust }) => `${revision} ${trust.verdict}`),
      ["0 replayed", "1 genuine"],
    );
    // The same shift in calm weather is somebody else's radio.
    const replayed = await tell(house, i + 1, String(weather[i + 1]!.celsius), HZ_PER_C * front);
    await house.settled();
    assert.notEqual((await house.assessments(replayed)).at(-1)!.trust.verdict, "genuine");
    await house.trust.stop();
  });

  it("change nothing when they are no temperatures, are told twice, or are of a frame long ago", async () => {
    const house = await lived(60);
    const known = async (): Promise<number[]> => [
      ...encodeDevice(await house.trust.device(DEVICE)),
    ];
    const before = await known();
    const newest = (await house.log.read({ types: ["uplink"], before: "end", limit: 1 }))
      .events[0]!;
    const { deduplicationId } = newest.body as { deduplicationId: string };
    for (const celsius of ["-12", "35", "", "NaN"])
      await report(house, 59, deduplicationId, celsius);
    await house.settled();
    assert.deepEqual(await known(), before);
    const cold = await house.frame(EVERY_S * 60, 60, [{ biasHz: weather[60]!.biasHz }]);
    const judged = await known();
    for (const celsius of ["", "warm", "4000", "-1e9"]) await report(house, 60, cold, celsius);
    await house.settled();
    assert.equal((await house.assessments(cold)).length, 1);
    assert.deepEqual(await known(), judged);
    // The next frame came first: the device's state is beyond it, the verdict is not.
    await house.frame(EVERY_S * 61, 61, [{ biasHz: weather[61]!.biasHz }]);
    const beyond = await known();
    await report(house, 60, cold, String(weather[60]!.celsius));
    await house.settled();
    assert.deepEqual(await known(), beyond);
    await house.trust.stop();
    assert.deepEqual(house.failures, []);
  });
});
