import assert from "node:assert/strict";
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { describe, it, type TestContext } from "node:test";
import {
  decodeDatagram,
  encodeDatagram,
  type DecodedDatagram,
  type DownlinkItem,
} from "@lorats/backhaul";
import { instantToGps, SeededRandom, VirtualClock, type Clock, type Eui64 } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { Air } from "../../src/air/air.ts";
import { propagation } from "../../src/air/propagation.ts";
import type { Heard, Receiver } from "../../src/air/transmission.ts";
import { Concentrator } from "../../src/forwarder/concentrator.ts";
import { PacketForwarder } from "../../src/forwarder/packet-forwarder.ts";
import { EU868_PLAN } from "../support/test-session.ts";

const EUI = "aa555a0000000101" as Eui64;
const HERE = { eastM: 0, northM: 0, upM: 0 };

class Server {
  readonly socket: Socket = createSocket("udp4");
  readonly seen: { datagram: DecodedDatagram; from: RemoteInfo }[] = [];
  #wake = Promise.withResolvers<void>();

  async listen(): Promise<number> {
    this.socket.on("message", (bytes, from) => {
      const datagram = decodeDatagram(bytes);
      if (!datagram.ok) throw new Error(datagram.reason);
      this.seen.push({ datagram: datagram.value, from });
      this.#wake.resolve();
      this.#wake = Promise.withResolvers<void>();
    });
    this.socket.bind(0, "127.0.0.1");
    await once(this.socket, "listening");
    return this.socket.address().port;
  }

  async find<T extends DecodedDatagram["type"]>(
    type: T,
    accept: (datagram: Extract<DecodedDatagram, { type: T }>) => boolean = () => true,
  ): Promise<{ datagram: Extract<DecodedDatagram, { type: T }>; from: RemoteInfo }> {
    for (;;) {
      for (const { datagram, from } of this.seen) {
        if (datagram.type !== type) continue;
        const wanted = datagram as Extract<DecodedDatagram, { type: T }>;
        if (accept(wanted)) return { datagram: wanted, from };
      }
      await this.#wake.promise;
    }
  }
}

async function setUp(
  t: TestContext,
  hasGps = true,
  clock: Clock = systemClock,
): Promise<{ air: Air; server: Server; heard: Heard[] }> {
  const server = new Server();
  const port = await server.listen();
  const air = new Air(clock, new SeededRandom(1), {
    propagation: propagation({ model: "free-space" }),
    shadowingDb: 0,
    fadingDb: 0,
  });
  const heard: Heard[] = [];
  const ear: Receiver = {
    id: "ear",
    place: HERE,
    noiseFigureDb: 6,
    listensTo: (transmission) => transmission.invertIq,
    hear: (frame) => heard.push(frame),
  };
  air.attach(ear);
  const options = {
    plan: EU868_PLAN,
    id: EUI,
    eui: EUI,
    place: HERE,
    latitudeDeg: 1.3,
    longitudeDeg: 103.6,
    hasGps,
    clockPpm: 2,
    collisions: "sx1301" as const,
    server: { host: "127.0.0.1", port },
  };
  const forwarder = new PacketForwarder(
    options,
    new Concentrator(options, clock, new SeededRandom(2), air),
    clock,
    new SeededRandom(3),
  );
  forwarder.start();
  t.after(() => {
    forwarder.stop();
    server.socket.close();
  });
  return { air, server, heard };
}

function transmit(air: Air, clock: Clock = systemClock): bigint {
  const startNs = clock.monotonic();
  const endNs = startNs + 40_000_000n;
  air.transmit({
    sender: "device",
    place: { eastM: 500, northM: 0, upM: 0 },
    phyPayload: Uint8Array.of(0x40, 1, 2, 3, 4, 0, 0, 0, 9, 9, 9, 9),
    freqHz: 868_300_000,
    sf: 9,
    bwHz: 125_000,
    powerDbm: 14,
    invertIq: false,
    startNs,
    endNs,
    biasHz: -20_000,
  });
  return clock.now() + (endNs - clock.monotonic());
}

describe("packet forwarder", () => {
  it("reports what it hears with counter, GPS time and carrier offset", async (t) => {
    const { air, server } = await setUp(t);
    const end = transmit(air);
    const { datagram } = await server.find("push-data", (push) => push.uplinks.length > 0);
    const [uplink] = datagram.uplinks;
    assert.equal(datagram.gatewayEui, EUI);
    assert.equal(uplink!.freqHz, 868_300_000);
    assert.deepEqual(uplink!.modulation, { kind: "lora", sf: 9, bwHz: 125_000, cr: 1 });
    assert.ok(Math.abs(Number(uplink!.times.utc! - end)) < 200_000, "UTC within 200 µs");
    assert.ok(Math.abs(Number(uplink!.times.gpsNs! - instantToGps(end))) < 2_000_000);
    assert.ok(Math.abs(uplink!.foffHz! - (-20_000 - 1736)) < 400);
  });

  it("says no more about time than its counter when it has no GPS", async (t) => {
    const { air, server } = await setUp(t, false);
    transmit(air);
    const { datagram } = await server.find("push-data", (push) => push.uplinks.length > 0);
    const { counter, utc, gpsNs } = datagram.uplinks[0]!.times;
    assert.ok(counter && utc === undefined && gpsNs === undefined);
  });

  it("keeps the way back open and reports its statistics", async (t) => {
    const { server } = await setUp(t);
    const pull = await server.find("pull-data");
    const push = await server.find("push-data", (datagram) => datagram.stats !== undefined);
    assert.notEqual(pull.from.port, push.from.port);
    assert.ok(Math.abs(push.datagram.stats!.location!.latitudeDeg - 1.3) < 1e-5);
  });

  it("sends a downlink on the microsecond, or says why not", async (t) => {
    // Its time stands still while datagrams are under way: however long they take, the moment of sending is still to come.
    const clock = new VirtualClock();
    const { air, server, heard } = await setUp(t, true, clock);
    transmit(air, clock);
    clock.advance(50);
    const { datagram } = await server.find("push-data", (push) => push.uplinks.length > 0);
    const { counter } = datagram.uplinks[0]!.times;
    assert.ok(counter?.kind === "tmst");
    const item: DownlinkItem = {
      phyPayload: Uint8Array.of(0x60, 1, 2, 3, 4, 0, 0, 0, 9, 9, 9, 9),
      freqHz: 868_300_000,
      modulation: { kind: "lora", sf: 9, bwHz: 125_000, cr: 1 },
      eirpDbm: 14,
      timing: { kind: "counter", us: (counter.us + 300_000) % 2 ** 32 },
      invertPolarization: true,
      withCrc: false,
    };
    const { from } = await server.find("pull-data");
    const ask = (token: number, what: DownlinkItem): void => {
      const bytes = encodeDatagram({ type: "pull-resp", version: 2, token, item: what });
      server.socket.send(bytes, from.port, from.address);
    };
    ask(1, item);
    ask(2, item);
    ask(3, { ...item, freqHz: 900_000_000 });
    ask(4, { ...item, timing: { kind: "counter", us: counter.us } });
    const said = async (token: number): Promise<string | undefined> =>
      (await server.find("tx-ack", (ack) => ack.token === token)).datagram.report.error;
    assert.deepEqual(
      [await said(1), await said(2), await said(3), await said(4)],
      [undefined, "COLLISION_PACKET", "TX_FREQ", "TOO_LATE"],
    );
    assert.equal(heard.length, 0);
    clock.advance(1000);
    const sent = heard[0]!.transmission;
    assert.ok(sent.invertIq);
    assert.deepEqual(sent.phyPayload, item.phyPayload);
  });
});
