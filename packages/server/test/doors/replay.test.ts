import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { fromHex, type Eui64, type GatewayId } from "@lorats/base";
import { BasicsStationDoor } from "../../src/doors/basics-station/basics-station-door.ts";
import { SemtechUdpDoor } from "../../src/doors/semtech-udp/semtech-udp-door.ts";
import { until } from "../../../base/test/until.ts";
import { doorBench, openDoor, type DoorBench } from "./door-bench.ts";
import { StationGateway } from "./station-gateway.ts";
import { UdpGateway } from "./udp-gateway.ts";

/** Dialogues of real programs; where they come from stands beside them. */
function recorded(name: string): Record<string, string>[] {
  const file = new URL(`../../../backhaul/test/fixtures/recorded/${name}`, import.meta.url);
  const lines = readFileSync(file, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Record<string, string>);
}

async function addGateway({ stores, gatewayId }: DoorBench, eui: Eui64): Promise<void> {
  const { gateways } = stores.registry;
  const {
    version: _,
    createdAt: __,
    updatedAt: ___,
    ...draft
  } = (await gateways.get([gatewayId])).get(gatewayId)!;
  await gateways.create([{ ...draft, id: crypto.randomUUID() as GatewayId, eui }]);
}

it("answers a packet forwarder with the very bytes that it was answered with before", async (t) => {
  const bench = await doorBench(t, "semtech-udp");
  const dialogue = recorded("packet-forwarder.jsonl");
  const eui = dialogue[0]!["hex"]!.slice(8, 24) as Eui64;
  await addGateway(bench, eui);
  const listeners = [{ host: "127.0.0.1", port: 0, region: "EU868" }];
  const door = await SemtechUdpDoor.bind({ listeners, registers: false }, bench.parts);
  openDoor(t, bench, door);
  const gateway = await UdpGateway.open(t, eui, door.endpoints[0]!.port);
  let answers = 0;
  for (const { dir, hex } of dialogue) {
    const type = hex!.slice(6, 8);
    if (dir === "gw->server") await gateway.send(fromHex(hex!));
    else if (type === "01" || type === "04") {
      assert.equal((await gateway.answer()).toString("hex"), hex);
      answers++;
    }
  }
  assert.ok(answers > 20);
  assert.ok(bench.delivered.length > 5);
  assert.ok(bench.stats.length > 2);
  const { TX_ACK_UNEXPECTED, ...refused } = await bench.refused();
  assert.ok(TX_ACK_UNEXPECTED! > 0, "nobody asked for the downlinks of the recording here");
  assert.deepEqual(refused, {});
});

it("takes everything that a station said", async (t) => {
  const bench = await doorBench(t, "basics-station");
  const said = recorded("basics-station.jsonl")
    .filter(({ dir }) => dir === "station->lns")
    .map(({ msg }) => msg!);
  const door = await BasicsStationDoor.bind(
    {
      host: "127.0.0.1",
      port: 0,
      tls: undefined,
      publicUri: undefined,
      credentialRequired: false,
      newcomer: undefined,
      beacons: false,
      allowsCommands: false,
    },
    bench.parts,
  );
  openDoor(t, bench, door);
  const origin = `ws://127.0.0.1:${door.endpoints[0]!.port}`;
  const station = await StationGateway.connect(t, `${origin}/gateway/${bench.gatewayEui}`);
  for (const message of said) station.socket.send(message);
  assert.equal((await station.hear()).type, "router_config");
  // What it asks comes behind all that, and so does the answer.
  station.say({ type: "timesync", txtimeUs: 5n });
  await until(async () => (await station.hear()).type === "timesync");
  const { DNTXED_UNEXPECTED, ...refused } = await bench.refused();
  assert.ok(DNTXED_UNEXPECTED! > 0, "nobody asked for the downlinks of the recording here");
  assert.deepEqual(refused, {});
  assert.ok(bench.delivered.length > 3);
});
