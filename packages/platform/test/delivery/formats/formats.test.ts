import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Message } from "../../../src/delivery/message.ts";
import { lineOf } from "../../../src/delivery/formats/line-protocol.ts";
import { theThingsStack } from "../../../src/delivery/formats/the-things-stack.ts";
import { nextId, TENANT_A } from "../../../src/testing/samples.ts";

const APPLICATION = nextId();
const UP = {
  deduplicationId: "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
  time: "2026-11-21T06:48:19.123456789+00:00",
  deviceInfo: {
    applicationId: APPLICATION,
    applicationName: "Green, house",
    deviceName: "Bed=1",
    tags: { row: "7", empty: "" },
  },
  devAddr: "01ab02cd",
  dr: 5,
  fCnt: 9,
  fPort: 2,
  data: "AQI=",
  object: { air: { temperature: 21.5 }, open: true, name: "x" },
  rxInfo: [
    { gatewayId: "0016c001ff10a235", rssi: -107, snr: 4.2 },
    { gatewayId: "0016c001ff10a236", rssi: -60 },
  ],
  txInfo: { frequency: 868100000, modulation: { lora: { bandwidth: 125000, spreadingFactor: 7 } } },
};

function message(kind: Message["kind"], json: object): Message {
  return {
    position: "1" as never,
    kind,
    tenantId: TENANT_A,
    applicationId: APPLICATION as never,
    deviceId: nextId(),
    devEui: "0101010101010101" as never,
    json: json as Message["json"],
  };
}

describe("line protocol", () => {
  it("writes numbers with escaped labels, in nanoseconds", () => {
    assert.equal(
      lineOf(message("up", UP)),
      String.raw`lorats_uplink,application=Green\,\ house,dev_eui=0101010101010101,device=Bed\=1,row=7 ` +
        "air.temperature=21.5,open=1,f_cnt=9,dr=5,gateways=2,rssi_dbm=-60,snr_db=4.2 1795243699123456789",
    );
    const status = { time: UP.time, margin: 7, batteryLevel: 93.5 };
    assert.match(
      lineOf(message("status", status))!,
      /^lorats_status,\S+ margin_db=7,battery_percent=93\.5 \d{19}$/,
    );
  });

  it("writes nothing where nothing was measured, and one line whatever a name holds", () => {
    assert.equal(lineOf(message("join", { time: UP.time })), undefined);
    const bad = {
      ...UP,
      deviceInfo: { deviceName: "a\nlorats_uplink f=1" },
      object: { "x y\n": 1 },
    };
    assert.equal(lineOf(message("up", bad))!.split("\n").length, 1);
  });
});

describe("The Things Stack's words", () => {
  it("for an uplink", () => {
    const { path, json } = theThingsStack(message("up", UP))!;
    assert.equal(path, "up");
    const { uplink_message: up, end_device_ids: ids } = json as Record<
      string,
      Record<string, unknown>
    >;
    assert.deepEqual(ids, {
      device_id: "eui-0101010101010101",
      application_ids: { application_id: APPLICATION },
      dev_eui: "0101010101010101",
      dev_addr: "01AB02CD",
    });
    assert.deepEqual([up!["f_port"], up!["f_cnt"], up!["frm_payload"]], [2, 9, "AQI="]);
    assert.deepEqual(up!["decoded_payload"], UP.object);
    assert.deepEqual(up!["settings"], {
      data_rate: { lora: { bandwidth: 125000, spreading_factor: 7 } },
      frequency: "868100000",
    });
    assert.equal((up!["rx_metadata"] as { rssi: number }[])[1]!.rssi, -60);
  });

  it("for joins and downlinks, and none for what it does not know", () => {
    const pathOf = (kind: Message["kind"], json = {}): string | undefined =>
      theThingsStack(message(kind, { time: UP.time, ...json }))?.path;
    assert.deepEqual(
      [
        pathOf("join"),
        pathOf("txack"),
        pathOf("ack", { acknowledged: true }),
        pathOf("ack"),
        pathOf("log"),
      ],
      ["join", "down/sent", "down/ack", "down/nack", undefined],
    );
  });
});
