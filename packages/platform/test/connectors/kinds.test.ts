import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseInstant } from "@lorats/base";
import fc from "fast-check";
import { CONNECTOR_KINDS, connectorKind } from "../../src/connectors/index.ts";
import type { Inbound, Observed } from "../../src/connectors/kind.ts";

function read(
  name: string,
  inbound: Partial<Inbound>,
  settings: Record<string, unknown> = {},
): readonly Observed[] {
  const kind = connectorKind(name)!;
  const parsed = kind.settings.parse(settings);
  const result = kind.read({ path: "", query: {}, body: undefined, ...inbound }, parsed);
  assert.ok(result.ok, result.ok ? "" : result.reason);
  return result.value;
}

/** As ChirpStack 4 writes it. */
const CHIRPSTACK_UP = {
  deduplicationId: "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
  time: "2022-07-18T09:34:15.775023242+00:00",
  deviceInfo: { deviceName: "Test device", devEui: "0101010101010101" },
  devAddr: "00189440",
  dr: 1,
  fPort: 1,
  data: "qg==",
  object: { temperature: 20.5 },
  rxInfo: [
    {
      gatewayId: "0016c001f153a14c",
      rssi: -36,
      snr: 10.5,
      location: { latitude: 48.2, longitude: 16.4, altitude: 170 },
    },
  ],
  txInfo: {
    frequency: 867_100_000,
    modulation: { lora: { bandwidth: 125_000, spreadingFactor: 11, codeRate: "CR_4_5" } },
  },
};

/** As The Things Stack 3 writes it, shortened. */
const TTS_UP = {
  end_device_ids: {
    device_id: "dev1",
    application_ids: { application_id: "app1" },
    dev_eui: "0004A30B001C0530",
    dev_addr: "00BCB929",
  },
  correlation_ids: ["as:up:01E0WZGT6Y7657CPFPE5WEYDSQ"],
  received_at: "2020-02-12T15:15:45.787Z",
  uplink_message: {
    session_key_id: "AXA50tHUSHQ=",
    f_port: 1,
    f_cnt: 7,
    frm_payload: "gkHe",
    decoded_payload: { temperature: 1 },
    rx_metadata: [
      {
        gateway_ids: { gateway_id: "gtw1", eui: "9C5C8E00001A05C4" },
        rssi: -35,
        snr: 5.2,
        location: { latitude: 37.97, longitude: 23.72, altitude: 2 },
      },
    ],
    settings: {
      data_rate: { lora: { bandwidth: 125_000, spreading_factor: 7, coding_rate: "4/6" } },
      frequency: "868300000",
    },
    received_at: "2020-02-12T15:15:45.572Z",
  },
};

describe("ChirpStack", () => {
  it("tells uplinks, by webhook and from its broker, as the same message", () => {
    const [hooked] = read("chirpstack", { query: { event: "up" }, body: CHIRPSTACK_UP });
    const path = "application/a/device/0101010101010101/event/up";
    const [published] = read("chirpstack", { path, body: CHIRPSTACK_UP });
    assert.deepEqual(published, hooked);
    assert.equal(hooked!.devEui, "0101010101010101");
    assert.equal(hooked!.heardAt, parseInstant("2022-07-18T09:34:15.775023242Z"));
    assert.deepEqual(hooked!.payload, Uint8Array.of(0xaa));
    // Zero is what its JSON leaves out.
    assert.equal(hooked!.fCnt, 0);
    assert.deepEqual(hooked!.heardBy, [
      {
        station: "0016c001f153a14c",
        rssiDbm: -36,
        snrDb: 10.5,
        place: { latitudeDeg: 48.2, longitudeDeg: 16.4, altitudeM: 170 },
      },
    ]);
    const modulation = { kind: "lora", sf: 11, bwHz: 125_000, codeRate: "4/5" };
    assert.deepEqual(hooked!.modulation, modulation);
  });

  it("tells locations, and nothing of joins and logs", () => {
    const { deviceInfo, deduplicationId, time } = CHIRPSTACK_UP;
    const location = { latitude: 48.1, longitude: 16.3, accuracy: 30 };
    const body = { deviceInfo, deduplicationId, time, location };
    const [placed] = read("chirpstack", { query: { event: "location" }, body });
    const place = { latitudeDeg: 48.1, longitudeDeg: 16.3, uncertaintyM: 30 };
    assert.deepEqual(placed!.place, place);
    assert.deepEqual(read("chirpstack", { query: { event: "join" }, body }), []);
  });
});

describe("The Things Stack", () => {
  it("tells uplinks, by webhook and from its storage, as the same message", () => {
    const [hooked] = read("the-things-stack", { path: "up", body: TTS_UP });
    assert.equal(hooked!.devEui, "0004a30b001c0530");
    assert.equal(hooked!.messageId, "AXA50tHUSHQ=:7");
    assert.equal(hooked!.freqHz, 868_300_000);
    assert.deepEqual(hooked!.heardBy[0]!.station, "9c5c8e00001a05c4");
    const { pull, settings } = connectorKind("the-things-stack")!;
    const options = settings.parse({ api: "https://eu1.example", application: "app1" });
    const from = parseInstant("2020-02-12T00:00:00Z");
    const request = pull!.request(options, "NNSXS.KEY", from, undefined)!;
    assert.match(request.url, /^https:\/\/eu1\.example\/api\/v3\/as\/applications\/app1\/packages/);
    assert.equal(request.headers["authorization"], "Bearer NNSXS.KEY");
    const answer = pull!.read(`${JSON.stringify({ result: TTS_UP })}\n\n`, options);
    assert.ok(answer.ok);
    assert.deepEqual(answer.value, { observed: [hooked] });
    assert.equal(pull!.request(settings.parse({}), "", from, undefined), undefined);
  });

  it("knows devices without a DevEUI by their id", () => {
    const body = { ...TTS_UP, end_device_ids: { device_id: "dev1" } };
    const [one] = read("the-things-stack", { body });
    assert.deepEqual(one!.identity, { network: "the-things-stack", id: "dev1" });
    assert.deepEqual(
      read("the-things-stack", { body: { ...TTS_UP, uplink_message: undefined } }),
      [],
    );
  });
});

describe("Sigfox", () => {
  const DATA = {
    device: "1A2345",
    data: "b0513801a421f0019405a500",
    time: 1_512_814_827,
    duplicate: false,
    snr: 18.86,
    station: "1D44",
    rssi: -123,
    seqNumber: 1508,
  };

  it("tells callbacks of every template and what its API keeps as the same message", () => {
    const [posted] = read("sigfox", { body: DATA });
    const text = Object.fromEntries(
      Object.entries(DATA).map(([name, value]) => [name, String(value)]),
    );
    assert.deepEqual(read("sigfox", { query: text }), [posted]);
    assert.deepEqual(posted!.identity, { network: "sigfox", id: "1A2345" });
    assert.equal(posted!.payload!.length, 12);
    assert.equal(posted!.heardAt, 1_512_814_827_000_000_000n);
    assert.deepEqual(posted!.heardBy, [{ station: "1D44", rssiDbm: -123, snrDb: 18.86 }]);
    const { pull, settings } = connectorKind("sigfox")!;
    const answer = pull!.read(
      JSON.stringify({
        data: [
          {
            device: { id: "1A2345" },
            time: 1_512_814_827_412,
            data: DATA.data,
            seqNumber: 1508,
            rinfos: [{ baseStation: { id: "1D44" }, rssi: "-123.00", snr: "18.86" }],
          },
        ],
        paging: { next: "https://evil.example/v2/device-types/x/messages?offset=100&limit=100" },
      }),
      settings.parse({}),
    );
    assert.ok(answer.ok);
    const [pulled] = answer.value.observed;
    assert.deepEqual([pulled!.messageId, pulled!.heardBy], [posted!.messageId, posted!.heardBy]);
    const next = pull!.request(
      settings.parse({ deviceTypeId: "aa" }),
      "a:b",
      0n,
      answer.value.next,
    );
    assert.equal(new URL(next!.url).host, "api.sigfox.com");
    assert.equal(new URL(next!.url).searchParams.get("offset"), "100");
  });

  it("tells places and all who heard it from advanced callbacks, and nothing of service ones", () => {
    const body = {
      ...DATA,
      station: undefined,
      duplicates: [{ bsId: "0001", rssi: -90, snr: 9 }, { bsId: "0002" }],
      computedLocation: { lat: 43.4, lng: 1.3, radius: 1000, source: 2 },
    };
    const [one] = read("sigfox", { body });
    assert.deepEqual(one!.place, { latitudeDeg: 43.4, longitudeDeg: 1.3, uncertaintyM: 1000 });
    assert.equal(one!.heardBy.length, 2);
    assert.deepEqual(read("sigfox", { body: { device: "1A2345", temp: 20, batt: 3.1 } }), []);
  });
});

describe("devices that speak JSON", () => {
  it("are understood by the names that the settings give", () => {
    const settings = {
      network: "nb-iot",
      idField: "sim.imsi",
      timeField: "ts",
      payloadField: "raw",
      payloadEncoding: "hex",
      objectField: "values",
    };
    const message = { sim: { imsi: "901405100000001" }, ts: 1_700_000_000_000, raw: "01ff" };
    const [one] = read("http", { body: { ...message, values: { level: 3 } } }, settings);
    assert.deepEqual(one!.identity, { network: "nb-iot", id: "901405100000001" });
    assert.deepEqual([one!.payload, one!.object], [Uint8Array.of(1, 255), { level: 3 }]);
    assert.equal(one!.messageId, String(one!.heardAt));
    const many = read("http", { body: [{ device: "a" }, { device: 7 }] });
    assert.deepEqual(
      many.map(({ identity, messageId }) => [identity.id, messageId]),
      [
        ["a", undefined],
        ["7", undefined],
      ],
    );
    const bad = connectorKind("http")!.read(
      { path: "", query: {}, body: [{ device: "a" }, {}] },
      connectorKind("http")!.settings.parse({}),
    );
    assert.ok(!bad.ok);
    assert.match(bad.reason, /^message 2: device/);
  });

  it("publish numbers, texts and objects under topics that name them", () => {
    const settings = { broker: "mqtt://b.example", topics: ["plant/{device}/+", "other/#"] };
    const of = (path: string, body: unknown): readonly Observed[] =>
      read("mqtt", { path, body }, settings);
    assert.deepEqual(of("plant/pump-1/pressure", 4.5)[0]!.object, { pressure: 4.5 });
    assert.deepEqual(of("plant/pump-1/state", "running")[0]!.object, { state: "running" });
    assert.equal(of("plant/pump-1/x", { object: { a: 1 } })[0]!.identity.id, "pump-1");
    assert.equal(of("other/a/b", { device: "d9" })[0]!.identity.id, "d9");
    const kind = connectorKind("mqtt")!;
    const subscription = kind.subscription!(kind.settings.parse(settings));
    assert.deepEqual(subscription!.topics, ["plant/+/+", "other/#"]);
  });
});

it("no kind trips over anything that comes in", () => {
  const json = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.record(
      {
        device: fc.oneof(fc.constant("1A"), fc.jsonValue()),
        data: fc.oneof(fc.constant("00ff"), fc.jsonValue()),
        time: fc.oneof(fc.double(), fc.jsonValue()),
        deviceInfo: fc.oneof(fc.constant({ devEui: "0101010101010101" }), fc.jsonValue()),
        rxInfo: fc.oneof(fc.array(fc.jsonValue()), fc.jsonValue()),
        txInfo: fc.jsonValue(),
        uplink_message: fc.oneof(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue()),
        end_device_ids: fc.oneof(fc.constant({ device_id: "d" }), fc.jsonValue()),
        location: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
  );
  const settings = { mqtt: { broker: "mqtt://b", topics: ["a/{device}"] } } as Record<
    string,
    object
  >;
  fc.assert(
    fc.property(json, fc.string(), fc.constantFrom("up", "location"), (body, path, event) => {
      for (const kind of CONNECTOR_KINDS) {
        const parsed = kind.settings.parse(settings[kind.kind] ?? {});
        kind.read({ path, query: { event }, body }, parsed);
        kind.pull?.read(JSON.stringify(body), parsed);
      }
    }),
    { numRuns: 300 },
  );
});
