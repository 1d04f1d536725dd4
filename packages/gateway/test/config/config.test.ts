import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CallerError } from "@lorats/base";
import {
  checkFiles,
  loadGatewayConfig,
  loadGatewayKey,
  parseGatewayConfig,
} from "../../src/config/config.ts";
import { temporaryDirectory } from "../support/setup.ts";

const EXAMPLE = new URL("../../../../examples/gateway/lorats-gateway.toml", import.meta.url);
const MINIMAL = `
[gateway]
eui = "aabbccfffe000001"
spool = "spool"
[[server]]
host = "example.org"
[sdr]
type = "rtl_tcp"
`;

void test("the example is sound and says nothing but what its comments say", () => {
  const config = parseGatewayConfig(readFileSync(EXAMPLE, "utf8"), "example");
  assert.equal(config.receiver.channels_hz.length, 8);
  assert.equal(config.sdr?.type, "rtl_tcp");
  assert.equal(config.clock.discipline, "ntp");
});

void test("defaults make an EU868 gateway out of a server and a dongle", () => {
  const config = parseGatewayConfig(MINIMAL, "minimal");
  assert.equal(config.server[0]!.port, 1700);
  assert.deepEqual(config.receiver.spreading_factors, [7, 8, 9, 10, 11, 12]);
  assert.equal(config.clock.discipline, "none", "a clock that nobody vouched for");
  assert.equal(config.status, undefined, "no port is opened that was not asked for");
});

void test("every mistake is one line that names the place", () => {
  const cases: readonly (readonly [change: (text: string) => string, expected: RegExp])[] = [
    [(text) => `${text}\nx = [`, /^bad:\d+:\d+: /],
    [
      (text) => text.replace("aabbccfffe000001", "aabb"),
      /gateway\.eui: must be 16 hexadecimal digits/,
    ],
    [(text) => text.replace('host = "example.org"', ""), /either host/],
    [(text) => `${text}\ngain = 3`, /sdr: there is no setting "gain"/],
    [(text) => `${text}\ngian_db = 3`, /sdr: there is no setting "gian_db": is it "gain_db"\?/],
    [(text) => text.replace("[sdr]", "[sdrr]"), /there is no setting "sdrr": is it "sdr"\?/],
    [(text) => text.replace("rtl_tcp", "rtltcp"), /sdr\.type: must be "rtl_tcp" or/],
    [(text) => text.replace('spool = "spool"', ""), /gateway\.spool: is missing/],
    [(text) => `${text}\nppm = "3"`, /sdr\.ppm: must be a whole number from -200 up to 200/],
    [(text) => `${text}\n[receiver]\nchannels_hz = [868100000, "x"]`, /channels_hz\.1: must be/],
    [(text) => `${text}\n[receiver]\nsync_words = []`, /sync_words: must have 1 to/],
    [(text) => `${text}\n[clock]\nsd_ms = 0`, /clock\.sd_ms: must be a number above 0/],
    [(text) => `${text}\n[clock]\ntrust_beacons = 1`, /trust_beacons: must be true or false/],
    [
      (text) => text.replace('host = "example.org"', 'uri = "http://example.org"'),
      /server\.0\.uri: must be a URL with ws:\/\/ or wss:\/\//,
    ],
    [(text) => `${text}\nport = 99999`, /sdr\.port/],
    [(text) => text.replace(/\[sdr\][^]*/, ""), /nothing to forward/],
    [(text) => text.replace("rtl_tcp", "file"), /sdr\.path/],
    [
      (text) => `${text}\n[[server]]\nhost = "example.org"`,
      /two servers are called "example.org:1700"/,
    ],
    [(text) => `${text}\n[receiver]\nchannels_hz = [868100000, 869525000]`, /869\.525 MHz outside/],
    [(text) => `${text}\n[status]\nport = 80\nlisten = "0.0.0.0"`, /status\.listen/],
    [(text) => `${text}\n[forwarder]\nport = 1700\nmatch_wait_ms = 5000`, /match_wait_ms/],
  ];
  for (const [change, expected] of cases) {
    const text = change(MINIMAL);
    assert.notEqual(text, MINIMAL);
    assert.throws(
      () => parseGatewayConfig(text, "bad"),
      (error: unknown) => {
        assert.ok(error instanceof CallerError && error.code === "GW_BAD_CONFIG");
        assert.match(error.message, expected);
        assert.ok(!error.message.includes("\n"), error.message);
        return true;
      },
    );
  }
});

void test("paths are relative to the file", (t) => {
  const directory = temporaryDirectory(t);
  const path = join(directory, "g.toml");
  writeFileSync(path, MINIMAL.replace('spool = "spool"', 'spool = "spool"\nkey_file = "key"'));
  const config = loadGatewayConfig(path);
  assert.equal(config.gateway.spool, join(directory, "spool"));
  assert.equal(config.gateway.key_file, join(directory, "key"));
  assert.throws(() => loadGatewayConfig(join(directory, "none.toml")), /cannot read/);
});

void test("a key must be long enough, and is never printed", (t) => {
  const path = join(temporaryDirectory(t), "key");
  writeFileSync(path, "00112233445566778899aabbccddeeff\n");
  assert.equal(loadGatewayKey(path).length, 16);
  for (const secret of ["5ec3e700", "not hexadecimal, but 5ec3e7 all the same.."]) {
    writeFileSync(path, secret);
    assert.throws(
      () => loadGatewayKey(path),
      (error: unknown) => error instanceof CallerError && !error.message.includes("5ec3e7"),
    );
  }
});

void test("every file that a configuration names is looked at before it is called sound", (t) => {
  const directory = temporaryDirectory(t);
  const path = join(directory, "g.toml");
  const write = (text: string): void => writeFileSync(path, text);
  const server = 'host = "example.org"';
  const named = [
    MINIMAL.replace('spool = "spool"', 'spool = "spool"\nkey_file = "secret"'),
    MINIMAL.replace(server, `${server}\napi_url = "http://a"\napi_key_file = "secret"`),
    MINIMAL.replace(server, 'uri = "ws://a"\ntoken_file = "secret"'),
    MINIMAL.replace("rtl_tcp", 'file"\npath = "secret'),
    `${MINIMAL}\n[forwarder]\nlog = "secret"`,
  ];
  for (const text of named) {
    write(text);
    assert.throws(() => checkFiles(loadGatewayConfig(path)), /secret/, text);
  }
  writeFileSync(join(directory, "secret"), "00112233445566778899aabbccddeeff");
  for (const text of named) {
    write(text);
    checkFiles(loadGatewayConfig(path));
  }
});
