import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { runCli } from "../../src/program.ts";

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function decode(...argv: string[]): Promise<Ran> {
  const printed = { out: "", err: "" };
  const keep = (stream: "out" | "err") => (chunk: string | Uint8Array) => {
    printed[stream] += String(chunk);
    return true;
  };
  const out = mock.method(process.stdout, "write", keep("out"));
  const err = mock.method(process.stderr, "write", keep("err"));
  try {
    return Object.assign({ code: await runCli(["lorawan", "decode", ...argv]) }, printed);
  } finally {
    out.mock.restore();
    err.mock.restore();
  }
}

/** An uplink and keys of a session that LoRaMac-node 4.7 held. */
const UPLINK = "404523012683020006fe0702b59643249c93";
const NWK_S_KEY = "5f6c23a9e2f1c42c95071c9e25e4fdda";
const APP_S_KEY = "7fa12f967446215d0ee7a04aab699aa0";

test("a frame in words: parts, MAC commands, MIC, plaintext", async () => {
  const { code, out, err } = await decode(UPLINK, "--nwkskey", NWK_S_KEY, "--appskey", APP_S_KEY);
  assert.equal(code, 0);
  assert.equal(err, "");
  assert.match(out, /^unconfirmed data up, device 26012345, counter 2, 2 B on FPort 2\n/);
  assert.match(out, /MIC 43249c93: valid for counter 2/);
  assert.match(out, /DevStatusAns +06fe07 +tells battery level/);
  assert.match(out, /margin +07 +7: received the request at 7 dB SNR/);
  assert.match(out, /FRMPayload +\(0001\) +decrypted/);
});

test("the same as one line of JSON", async () => {
  const { code, out } = await decode(
    UPLINK,
    "--nwkskey",
    NWK_S_KEY,
    "--appskey",
    APP_S_KEY,
    "--json",
  );
  assert.equal(code, 0);
  assert.equal(out.trimEnd().split("\n").length, 1);
  const { mType, fCnt, payload, mic, tree } = JSON.parse(out);
  assert.deepEqual(
    { mType, fCnt, payload, status: mic.status },
    { mType: "unconfirmed-data-up", fCnt: 2, payload: "0001", status: "valid" },
  );
  assert.deepEqual(
    tree.map((node: { name: string }) => node.name),
    ["MHDR", "FHDR", "FPort", "FRMPayload", "MIC"],
  );
});

test("base64 as forwarders print it", async () => {
  const { out } = await decode(Buffer.from(UPLINK, "hex").toString("base64"), "--json");
  assert.equal(JSON.parse(out).phyPayload, UPLINK);
});

test("joins by root key, those of 1.1 by what they answer too", async () => {
  const request = await decode(
    "00181716151413121108070605040302010100ea3ca57c",
    "--appkey",
    "2b7e151628aed2a6abf7158809cf4f3c",
    "--json",
  );
  assert.equal(JSON.parse(request.out).mic.status, "valid");
  const accept = await decode(
    "20f8c456e8501bb67003fb2ed28b1b9699d7a811d96eae77f94a4a85562bc9420b",
    "--nwkkey=000102030405060708090a0b0c0d0e0f",
    "--join-eui=1112131415161718",
    "--dev-eui=0102030405060708",
    "--dev-nonce=0",
    "--json",
  );
  const { mic, summary } = JSON.parse(accept.out);
  assert.equal(mic.status, "valid");
  assert.match(summary, /accepts a device as 26012345/);
});

test("bytes that are no frame: explained as far as possible, exit code 1", async () => {
  const { code, out, err } = await decode("4103");
  assert.equal(code, 1);
  assert.match(out, /not a LoRaWAN frame/);
  assert.match(err, /^error\[LW_BAD_MAJOR\]: /);
});

test("hexadecimal with a wrong letter is not taken for base64", async () => {
  const { code, err } = await decode(UPLINK.replace("4045", "404g"));
  assert.equal(code, 2);
  assert.match(err, /character 4, "g", is no hexadecimal digit/);
});

test("bad arguments: exit code 2, and no key is repeated", async () => {
  const wrong = [
    ["404"],
    [UPLINK, "--nwkskey", "0f1e2d3c"],
    [UPLINK, "--snwksintkey", NWK_S_KEY],
    [UPLINK, "--fcnt", "-1"],
    [UPLINK, "--tx-dr", "16"],
    ["no frame!"],
    [UPLINK, "--join-eui", "1112131415161718"],
    [UPLINK, "--rejoin-type", "1"],
  ];
  for (const argv of wrong) {
    const { code, out, err } = await decode(...argv);
    assert.equal(code, 2, argv.join(" "));
    assert.equal(out, "");
    assert.match(err, /^error\[[A-Z0-9_]+\]: .+\n$/);
    assert.doesNotMatch(err, /0f1e2d3c|5f6c23a9/);
  }
});
