import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MemoryEventLog, newEvent, type Assessment, type NewEvent } from "@lorats/events";
import { measured, PayloadCodecs, SandboxRunner, UplinkPipeline } from "@lorats/platform";
import { assessment, CARD, directory, reception, translator, uplink } from "./samples.ts";

const card = { ...CARD, codec: { kind: "cayenne-lpp", source: "" } } as const;
const codecs = new PayloadCodecs(new SandboxRunner());

/** One frame with an assessment and revisions of it, each with its handling. */
async function told(...handlings: (Assessment["handling"] | undefined)[]) {
  const log = new MemoryEventLog();
  const [position] = await log.append([reception()]);
  const up = uplink([position!]);
  const first = assessment(up);
  const all = handlings.map((handling, revision): NewEvent<"assessment"> => {
    const body = { ...first.body, revision, ...(handling && { handling }) };
    return newEvent("assessment", first, body);
  });
  await log.append([up, ...all]);
  const { events } = await log.read({});
  const messages = await translator(log, card).translate(events);
  const pipeline = new UplinkPipeline(log, directory(card), codecs);
  const frames = await measured(pipeline, events);
  return { kinds: messages.map(({ kind }) => kind), messages, frames };
}

describe("what trust's policy makes of frames", () => {
  it("without one they are told and measured", async () => {
    const { kinds, frames } = await told(undefined, undefined);
    assert.deepEqual(kinds, ["up", "revision"]);
    assert.equal(frames.length, 1);
    assert.ok(Object.keys(frames[0]!.values).length > 0);
  });

  it("held back ones are told to nobody, but that they were held back", async () => {
    const { kinds, frames, messages } = await told("hold", "hold");
    assert.deepEqual(kinds, ["log"]);
    assert.match(String(messages[0]!.json["description"]), /held back/);
    assert.deepEqual(frames, []);
  });

  it("released ones are told whole, with their values, when they are cleared", async () => {
    const { kinds, frames, messages } = await told("hold", "release");
    assert.deepEqual(kinds, ["log", "up"]);
    assert.ok(messages[1]!.json["object"]);
    assert.equal(messages[1]!.json["data"], "AWcBEA==");
    assert.ok(Object.keys(frames[0]!.values).length > 0);
  });

  it("excluded ones are told and not measured, until they are cleared", async () => {
    const { kinds, frames } = await told("exclude");
    assert.deepEqual(kinds, ["up"]);
    assert.deepEqual(frames, []);
    const cleared = await told("exclude", "include");
    assert.deepEqual(cleared.kinds, ["up", "revision"]);
    assert.ok(Object.keys(cleared.frames[0]!.values).length > 0);
  });

  it("those that turn out badly later lose what they measured", async () => {
    const { frames } = await told(undefined, "exclude");
    assert.equal(frames.length, 2);
    assert.ok(Object.keys(frames[0]!.values).length > 0);
    assert.deepEqual(frames[1]!.values, {});
  });
});
