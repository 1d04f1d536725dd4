import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Eui64, softwareAes } from "@lorats/base";
import { AesKey, Ciphers } from "@lorats/lorawan";
import type { JoinAnswer, JoinQuestion, JoinServer } from "@lorats/network";
import { NO_NONCES, type NonceMemory, remember } from "../../src/device/nonces.ts";
import { answerJoin, requestMicMatches } from "../../src/join-server/answer.ts";
import { OracleDevice } from "../support/oracle-device.ts";
import { RadioBench } from "../support/radio-bench.ts";

const JOIN_EUI = "70b3d57ed0000001" as Eui64;
const ciphers = new Ciphers(softwareAes, 16);

/** A join server in a process of its own, which nobody gave its keys to. */
class DistantJoinServer implements JoinServer {
  readonly questions: JoinQuestion[] = [];
  readonly #keys = new Map<string, AesKey>();
  readonly #nonces = new Map<string, NonceMemory>();
  #joinNonce = 500;
  hold: Promise<unknown> = Promise.resolve();

  add(devEui: string, appKey: string): void {
    this.#keys.set(devEui, AesKey.fromHex(appKey));
  }

  async answer(questions: readonly JoinQuestion[]): Promise<readonly JoinAnswer[]> {
    this.questions.push(...questions);
    await this.hold;
    return questions.map((question) => this.#one(question));
  }

  #one(question: JoinQuestion): JoinAnswer {
    const { devEui, nonce } = question;
    const keys = { appKey: this.#keys.get(devEui), nwkKey: undefined };
    if (!requestMicMatches(ciphers, question, keys)) {
      return { ok: false, code: "NS_JOIN_MIC", reason: "the MIC is wrong" };
    }
    const nonces = this.#nonces.get(devEui) ?? NO_NONCES;
    const memory = { ...keys, nonces, rjCount1: undefined, joinNonce: this.#joinNonce++ };
    const answer = answerJoin(ciphers, question, memory);
    if (answer.ok) this.#nonces.set(devEui, remember(nonces, nonce));
    return answer;
  }
}

async function keyless(
  server: JoinServer,
): Promise<{ bench: RadioBench; radio: OracleDevice; appKey: string }> {
  const bench = await RadioBench.open({
    joinServer: (joinEui) => (joinEui === JOIN_EUI ? server : undefined),
  });
  const draft = bench.samples.device(bench.application, bench.profile, { joinEui: JOIN_EUI });
  const [device] = await bench.registry.devices.create([draft]);
  const appKey = bench.random.bytes(16).toHex();
  return { bench, radio: new OracleDevice(device!.devEui, JOIN_EUI, appKey), appKey };
}

describe("a join server elsewhere (LoRaWAN Backend Interfaces)", () => {
  it("answers for a device whose root key is not here, and its session works", async () => {
    const distant = new DistantJoinServer();
    const { bench, radio, appKey } = await keyless(distant);
    distant.add(radio.devEui, appKey);
    await bench.join(radio);
    await bench.hear(radio.uplink("aa"));
    await bench.run(300);
    assert.equal(bench.publishedOf("uplink").length, 1);
    const [question] = distant.questions;
    assert.equal(question!.request, "join");
    assert.equal(question!.accept.rxDelay, 1);
    assert.equal((await bench.logged("join"))[0]!.body.joinNonce, 500);
    assert.deepEqual(bench.failures, []);
  });

  it("holds up nobody else while it thinks, and what it refuses is logged with its reason", async () => {
    const distant = new DistantJoinServer();
    const { bench, radio, appKey } = await keyless(distant);
    const { promise, resolve } = Promise.withResolvers<void>();
    distant.hold = promise;
    const { radio: other } = await bench.addDevice();
    await bench.hear(radio.joinRequest());
    await bench.join(other);
    await bench.hear(other.uplink("01"));
    await bench.run(300);
    assert.equal(bench.publishedOf("uplink").length, 1);
    resolve();
    await bench.run(300);
    assert.equal((await bench.logged("refusal")).at(-1)!.body.code, "NS_JOIN_MIC");
    distant.add(radio.devEui, appKey);
    const recorded = radio.joinRequest();
    await bench.hear(recorded);
    await bench.run(6000);
    bench.clock.advance(700_000);
    await bench.hear(recorded);
    await bench.run(300);
    assert.equal((await bench.logged("refusal")).at(-1)!.body.code, "NS_DEVNONCE_USED");
  });

  it("that cannot be reached costs the join, not the server", async () => {
    const broken: JoinServer = { answer: () => Promise.reject(new Error("no route to host")) };
    const { bench, radio } = await keyless(broken);
    await bench.hear(radio.joinRequest());
    await bench.run(300);
    assert.equal((await bench.logged("refusal")).at(-1)!.body.code, "NS_JOIN_SERVER_SILENT");
    assert.equal(bench.failures.length, 1);
  });
});
