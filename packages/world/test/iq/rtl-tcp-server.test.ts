import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import {
  decodeRtlTcpHeader,
  encodeRtlTcpCommand,
  RTL_TCP_HEADER_BYTES,
  type RtlTcpCommandName,
} from "@lorats/backhaul";
import { SeededRandom, VirtualClock } from "@lorats/base";
import { FrameReceiver, sampleFormat, type ReceivedFrame } from "@lorats/phy";
import { until } from "../../../base/test/until.ts";
import { Air } from "../../src/air/air.ts";
import { propagation } from "../../src/air/propagation.ts";
import { BUFFER_SAMPLES, RtlTcpServer } from "../../src/iq/rtl-tcp-server.ts";
import { SdrReceiver } from "../../src/iq/sdr-receiver.ts";
import { SdrStation } from "../../src/iq/sdr-station.ts";

const RATE = 2_400_000;
const HERE = { eastM: 0, northM: 0, upM: 20 };

interface Bench {
  readonly clock: VirtualClock;
  readonly air: Air;
  readonly truth: Record<string, unknown>[];
  readonly server: RtlTcpServer;
  readonly port: number;
}

async function setUp(t: TestContext, bufferLimit = 500): Promise<Bench> {
  const clock = new VirtualClock();
  const random = new SeededRandom(3);
  const air = new Air(clock, random.fork(1), {
    propagation: propagation({ model: "free-space" }),
    shadowingDb: 0,
    fadingDb: 0,
  });
  const truth: Record<string, unknown>[] = [];
  const station = new SdrStation(
    { id: "gateway", place: HERE },
    {
      sdr: new SdrReceiver(() => 2.5, random.fork(2)),
      clock,
      random: random.fork(3),
      truth: { write: (line) => truth.push({ ...line }) },
    },
  );
  air.listen(station);
  const server = new RtlTcpServer({ host: "127.0.0.1", port: 0, bufferLimit }, clock, station);
  const port = await server.listen();
  t.after(() => server.close());
  return { clock, air, truth, server, port };
}

/** A client that keeps what it gets. */
class Client {
  readonly socket: Socket;
  received = Buffer.alloc(0);

  constructor(t: TestContext, port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.on("data", (bytes) => {
      this.received = Buffer.concat([this.received, bytes as Uint8Array]);
    });
    t.after(() => this.socket.destroy());
  }

  send(name: RtlTcpCommandName, parameter: number): void {
    this.socket.write(encodeRtlTcpCommand({ name, parameter }));
  }

  get samples(): Uint8Array {
    return this.received.subarray(RTL_TCP_HEADER_BYTES);
  }
}

function isSetTo(truth: readonly Record<string, unknown>[], key: string, value: unknown): boolean {
  return truth.findLast((line) => line["kind"] === "sdr")?.[key] === value;
}

async function tuned(t: TestContext, bench: Bench): Promise<Client> {
  const client = new Client(t, bench.port);
  client.send("setSampleRate", RATE);
  client.send("setFrequency", 868_300_000);
  client.send("setGainMode", 1);
  client.send("setGain", 400);
  await until(() => isSetTo(bench.truth, "gainTenthsDb", 400));
  return client;
}

describe("rtl_tcp server", () => {
  it("says what it is and streams at the rate of the clock", async (t) => {
    const bench = await setUp(t);
    const client = await tuned(t, bench);
    bench.clock.advance(1010);
    const whole = Math.floor(RATE / BUFFER_SAMPLES);
    await until(() => client.samples.length >= 2 * whole * BUFFER_SAMPLES);
    assert.equal(client.samples.length, 2 * whole * BUFFER_SAMPLES);
    const header = decodeRtlTcpHeader(client.received);
    assert.deepEqual(header, { ok: true, value: { tuner: "R820T", gainCount: 29 } });
    const mean = client.samples.reduce((sum, x) => sum + x, 0) / client.samples.length;
    assert.ok(Math.abs(mean - 127.38) < 0.02, `${mean}`);
  });

  it("carries a device's frame to a demodulator, where and when the truth says", async (t) => {
    const bench = await setUp(t);
    const client = await tuned(t, bench);
    bench.clock.advance(123.4567);
    const startNs = bench.clock.monotonic();
    const phyPayload = Uint8Array.from({ length: 23 }, (_, i) => 3 * i);
    bench.air.transmit({
      sender: "device",
      place: { eastM: 3000, northM: 0, upM: 0 },
      phyPayload,
      freqHz: 868_500_000,
      sf: 8,
      bwHz: 125_000,
      powerDbm: 14,
      invertIq: false,
      startNs,
      endNs: startNs + 103_000_000n,
      biasHz: -19_500,
    });
    bench.clock.advance(300);
    await until(() => client.samples.length >= 14 * BUFFER_SAMPLES);
    const receiver = new FrameReceiver({
      sampleRateHz: RATE,
      bwHz: 125_000,
      sfs: [8],
      offsetHz: 200_000,
      carrierHz: 868_500_000,
    });
    const count = Math.floor(client.samples.length / 2);
    const iq = new Float32Array(2 * count);
    const bytes = Uint8Array.from(client.samples.subarray(0, 2 * count));
    sampleFormat("cu8").decode(new DataView(bytes.buffer), count, iq);
    const frames: ReceivedFrame[] = [...receiver.push(iq), ...receiver.flush()];
    assert.deepEqual(
      frames.map((frame) => [...(frame.payload ?? [])]),
      [[...phyPayload]],
    );
    const arrival = bench.truth.find((line) => line["kind"] === "arrival")!;
    const onsetErrorS = frames[0]!.onsetS - Number(arrival["sample"]) / RATE;
    assert.ok(Math.abs(onsetErrorS) < 0.3e-6, `onset ${onsetErrorS * 1e6} µs off`);
    assert.ok(Math.abs(frames[0]!.biasHz - Number(arrival["biasHz"])) < 3);
  });

  it("drops the oldest whole buffers for a client that lags", async (t) => {
    const bench = await setUp(t, 4);
    const client = await tuned(t, bench);
    client.send("setTestMode", 1);
    client.send("setFrequency", 868_000_000);
    await until(() => isSetTo(bench.truth, "centreHz", 868_000_000));
    client.socket.pause();
    // More than the kernel takes for a client that does not read, and then the queue.
    bench.clock.advance(3000);
    const lost = bench.truth
      .filter((line) => line["event"] === "dropped")
      .reduce((sum, line) => sum + Number(line["samples"]), 0);
    assert.ok(lost > 0 && lost % BUFFER_SAMPLES === 0, `lost ${lost}`);
    client.socket.resume();
    const due = Math.floor((2.99 * RATE) / BUFFER_SAMPLES) * BUFFER_SAMPLES;
    await until(() => client.samples.length / 2 >= due - lost);
    const { samples } = client;
    assert.equal(samples.length / 2, due - lost);
    // A buffer is a whole number of the counter's rounds, so that the client cannot see the loss in it.
    assert.ok(samples.every((x, i) => i === 0 || x === ((samples[i - 1]! + 1) & 0xff)));
  });

  it("serves one client and lets the next wait", async (t) => {
    const bench = await setUp(t);
    const first = await tuned(t, bench);
    const second = new Client(t, bench.port);
    await until(() => second.socket.readyState === "open");
    bench.clock.advance(200);
    await until(() => first.samples.length > 0);
    assert.equal(second.received.length, 0);
    first.socket.destroy();
    await until(() => second.received.length === RTL_TCP_HEADER_BYTES);
    bench.clock.advance(200);
    await until(() => second.samples.length > 0);
  });

  it("shifts what it hears with frequency and ppm, as the crystal does", () => {
    const sdr = new SdrReceiver(() => 10, new SeededRandom(1));
    sdr.set({ centreHz: 868_300_000, rateHz: RATE });
    const off = sdr.oscillatorHz(0) - 868_300_000;
    assert.ok(Math.abs(off - 8683) < 111);
    assert.ok(Math.abs(1 / sdr.stepS(0) - RATE - 24) < 0.01);
    sdr.set({ correctionPpm: 10 });
    assert.ok(Math.abs(sdr.oscillatorHz(0) - 868_300_000) < 111);
    assert.ok(Math.abs(1 / sdr.stepS(0) - RATE) < 1e-6);
  });
});
