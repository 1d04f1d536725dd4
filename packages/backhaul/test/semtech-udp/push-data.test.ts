import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeDatagram, decodeRxpk, type DecodedDatagram } from "@lorats/backhaul";
import { concatBytes, fromHex, parseInstant } from "@lorats/base";

const HEAD = fromHex("02123400aa555a0000000101");
const FRAME = {
  tmst: 3_512_348_611,
  freq: 868.1,
  stat: 1,
  modu: "LORA",
  datr: "SF7BW125",
  codr: "4/5",
  rssi: -35,
  lsnr: 5.1,
  size: 3,
  data: "QAEC",
};

function push(body: unknown, tail = ""): DecodedDatagram & { type: "push-data" } {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const decoded = decodeDatagram(concatBytes(HEAD, new TextEncoder().encode(text + tail)));
  assert.ok(decoded.ok && decoded.value.type === "push-data");
  return decoded.value;
}

function refusal(rxpk: unknown): string {
  const decoded = decodeRxpk(rxpk);
  return decoded.ok ? "accepted" : decoded.code;
}

test("PROTOCOL.TXT §4, the three frames of its example", () => {
  const { uplinks, refused } = push({
    rxpk: [
      {
        tmst: 3_512_348_611,
        time: "2020-10-01T09:30:52.592567Z",
        tmms: 1_285_579_871_592,
        ftime: 85_224_290,
        chan: 2,
        rfch: 0,
        freq: 866.349812,
        mid: 3,
        stat: 1,
        modu: "LORA",
        datr: "SF7BW125",
        codr: "4/6",
        rssi: -35,
        lsnr: 5.1,
        foff: -3313,
        size: 32,
        data: "-DS4CGaDCdG+48eJNM3Vai-zDpsR71Pn9CPA9uCON84",
      },
      {
        time: "2013-03-31T16:21:17.530974Z",
        tmst: 3_512_348_514,
        chan: 9,
        rfch: 1,
        freq: 869.1,
        stat: 1,
        modu: "FSK",
        datr: 50_000,
        rssi: -75,
        size: 16,
        data: "VEVTVF9QQUNLRVRfMTIzNA==",
      },
      {
        time: "2013-03-31T16:21:17.532038Z",
        tmst: 3_316_387_610,
        chan: 0,
        rfch: 0,
        freq: 863.00981,
        stat: 1,
        modu: "LORA",
        datr: "SF10BW125",
        codr: "4/7",
        rssi: -38,
        lsnr: 5.5,
        size: 32,
        data: "ysgRl452xNLep9S1NTIg2lomKDxUgn3DJ7DE+b00Ass",
      },
    ],
  });
  assert.deepEqual(refused, []);
  const [first, second, third] = uplinks;
  assert.deepEqual(first?.modulation, { kind: "lora", sf: 7, bwHz: 125_000, cr: 2 });
  assert.equal(first?.freqHz, 866_349_812);
  assert.equal(first?.foffHz, -3313);
  assert.equal(first?.fineNs, 85_224_290);
  assert.deepEqual(first?.times, {
    counter: { kind: "tmst", us: 3_512_348_611 },
    utc: parseInstant("2020-10-01T09:30:52.592567Z"),
    gpsNs: 1_285_579_871_592_000_000n,
    gpsResolutionNs: 1e6,
  });
  assert.deepEqual(second?.modulation, { kind: "fsk", bitrateBps: 50_000 });
  assert.equal(second?.snrDb, undefined);
  assert.equal(third?.freqHz, 863_009_810);
  assert.equal(third?.phyPayload.length, 32);
});

test("sx1302_hal 2.1.0 pads mid with a space and may leave a NUL behind the JSON", () => {
  const text = JSON.stringify({ rxpk: [{ ...FRAME, mid: 0 }] }).replace('"mid":0', '"mid": 0');
  assert.equal(push(text, "\0").uplinks[0]?.modem, 0);
});

test("a bad entry is refused with its reason, and its siblings survive", () => {
  const { uplinks, refused } = push({
    rxpk: [FRAME, { ...FRAME, freq: "868.1" }, { ...FRAME, size: 4 }, 7, FRAME],
    stat: [],
  });
  assert.equal(uplinks.length, 2);
  assert.deepEqual(
    refused.map(({ part, code }) => [part, code]),
    [
      ["rxpk[1]", "UDP_BAD_FREQ"],
      ["rxpk[2]", "UDP_BAD_SIZE"],
      ["rxpk[3]", "UDP_BAD_RXPK"],
      ["stat", "UDP_BAD_STAT_REPORT"],
    ],
  );
});

test("a frame without its essentials is refused with a code of its own", () => {
  const cases: readonly [object, string][] = [
    [{ data: "no base64!" }, "UDP_BAD_DATA"],
    [{ data: "", size: 0 }, "UDP_BAD_DATA"],
    [{ data: 7 }, "UDP_BAD_DATA"],
    [{ freq: -1 }, "UDP_BAD_FREQ"],
    [{ datr: "SF13BW125" }, "UDP_BAD_DATR"],
    [{ datr: "SF7BW0" }, "UDP_BAD_DATR"],
    [{ datr: null }, "UDP_BAD_DATR"],
    [{ codr: "4/9" }, "UDP_BAD_CODR"],
    [{ modu: "FSK" }, "UDP_BAD_MODU"],
    [{ datr: 50_000 }, "UDP_BAD_MODU"],
    [{ stat: 2 }, "UDP_BAD_STAT"],
    [{ tmst: 4_294_967_296 }, "UDP_BAD_TMST"],
    [{ tmst: -1 }, "UDP_BAD_TMST"],
    [{ rssi: "−35" }, "UDP_BAD_RSSI"],
    [{ rsig: [{ ant: 0 }] }, "UDP_BAD_RSIG"],
  ];
  for (const [change, code] of cases) {
    assert.equal(refusal({ ...FRAME, ...change }), code, JSON.stringify(change));
  }
});

test("optional fields of the wrong type read as absent and cost no frame", () => {
  const odd = {
    time: "",
    tmms: -1,
    ftime: 1e9,
    chan: "1",
    foff: null,
    lsnr: "5",
    meta: [],
    brd: {},
  };
  const decoded = decodeRxpk({ ...FRAME, ...odd });
  assert.ok(decoded.ok);
  const { times, channel, foffHz, snrDb, fineNs, metadata, board } = decoded.value;
  assert.deepEqual(times, { counter: { kind: "tmst", us: FRAME.tmst } });
  assert.deepEqual([channel, foffHz, snrDb, fineNs, metadata, board], Array(6).fill(undefined));
});

test("several antennas: the best is spelled out, the others follow", () => {
  const decoded = decodeRxpk({
    ...FRAME,
    rsig: [
      { ant: 0, chan: 7, rssic: -95, lsnr: 6.2, etime: "b0GPtuYhmHRAAVFYVw1sDg==" },
      { ant: 1, chan: 23, rssic: -88, rssis: -89, lsnr: 9.5, foff: -1200, ftime: 17 },
    ],
  });
  assert.ok(decoded.ok);
  const { antenna, channel, rssiDbm, signalRssiDbm, snrDb, foffHz, fineNs } = decoded.value;
  assert.deepEqual(
    { antenna, channel, rssiDbm, signalRssiDbm, snrDb, foffHz, fineNs },
    {
      antenna: 1,
      channel: 23,
      rssiDbm: -88,
      signalRssiDbm: -89,
      snrDb: 9.5,
      foffHz: -1200,
      fineNs: 17,
    },
  );
  assert.deepEqual(decoded.value.otherAntennas, [
    { antenna: 0, channel: 7, rssiDbm: -95, snrDb: 6.2 },
  ]);
});

test("LR-FHSS, with both ways of writing its coding rate", () => {
  for (const codr of ["1/3", "2/6"]) {
    const decoded = decodeRxpk({ ...FRAME, modu: "LR-FHSS", datr: "M0CW137", codr, hpw: 52 });
    assert.deepEqual(decoded.ok && decoded.value.modulation, {
      kind: "lr-fhss",
      ocwHz: 137_000,
      codingRate: "2/6",
      gridSteps: 52,
    });
  }
});

test("CRC status: −1 failed, 0 and absent none", () => {
  const crc = (stat: unknown) => {
    const decoded = decodeRxpk({ ...FRAME, stat });
    return decoded.ok && decoded.value.crc;
  };
  assert.deepEqual([crc(1), crc(-1), crc(0), crc(undefined)], ["ok", "bad", "none", "none"]);
});

test("a malformed lts is refused alone; its frame and its siblings survive", () => {
  const lts = {
    onset: "2026-11-21T06:48:19.123456789Z",
    onsetSdNs: 140,
    biasHz: -21_003.2,
    biasSdHz: 1.6,
  };
  const sighting = { ...lts, freqHz: 868_100_000, sf: 7, bwHz: 125_000 };
  const datagram = push({
    rxpk: [
      { ...FRAME, lts },
      { ...FRAME, lts: { ...lts, onset: "yesterday" } },
      { ...FRAME, lts: { ...lts, mac: "00" } },
    ],
    lts: { orphans: [sighting, { ...sighting, sf: 99 }], pilots: [sighting], sdr: { state: "ok" } },
  });
  assert.equal(datagram.uplinks.length, 3);
  assert.equal(datagram.uplinks[0]?.lts?.onset, 1_795_243_699_123_456_789n);
  assert.equal(datagram.uplinks[1]?.lts, undefined);
  assert.equal(datagram.lts?.orphans.length, 1);
  assert.deepEqual(
    datagram.refused.map(({ part, code }) => [part, code]),
    [
      ["rxpk[1].lts", "LTS_BAD_REPORT"],
      ["rxpk[2].lts", "LTS_BAD_REPORT"],
      ["lts.sdr", "LTS_BAD_HEALTH"],
      ["lts.orphans[1]", "LTS_BAD_SIGHTING"],
      ["lts.pilots[0]", "LTS_BAD_SIGHTING"],
    ],
  );
});
