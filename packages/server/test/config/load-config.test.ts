import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it, type TestContext } from "node:test";
import type { LoratsError } from "@lorats/base";
import { kekOf, loadConfig, renderSettingsReference, SETTINGS, variableOf } from "@lorats/server";

function tomlFile(t: TestContext, text: string): string {
  const dir = mkdtempSync(path.join(tmpdir(), "lorats-config-"));
  t.after(() => rmSync(dir, { recursive: true }));
  const file = path.join(dir, "lorats.toml");
  writeFileSync(file, text);
  return file;
}

it("listens on loopback and knows everything by itself", () => {
  const config = loadConfig({ environment: {} });
  assert.equal(config.data_dir, "./data");
  assert.equal(config["http.port"], 8080);
  assert.equal(config["mqtt.port"], 1883);
  assert.equal(config["semtech_udp.port"], 1700);
  for (const key of ["http.host", "mqtt.host", "semtech_udp.host"] as const) {
    assert.equal(config[key], "127.0.0.1");
  }
});

it("takes the example of a server on a machine of its own", () => {
  const file = path.join(import.meta.dirname, "../../../../examples/server/lorats.toml");
  const config = loadConfig({ file, environment: {} });
  assert.equal(config.data_dir, "/var/lib/lorats");
  assert.equal(config["basics_station.credentials"], "required");
  assert.equal(config["semtech_udp.host"], "127.0.0.1");
});

it("lets flags go before variables, variables before the file, the file before defaults", (t) => {
  const file = tomlFile(t, 'data_dir = "/a"\n[http]\nport = 1\nhost = "::1"\n[mqtt]\nport = 2\n');
  const environment = { LORATS_DATA_DIR: "/b", LORATS_HTTP_PORT: "3", LORATS_MQTT_RETAIN: "true" };
  const config = loadConfig({ file, environment, flags: { data_dir: "/c" } });
  assert.equal(config.data_dir, "/c");
  assert.equal(config["http.port"], 3);
  assert.equal(config["http.host"], "::1");
  assert.equal(config["mqtt.port"], 2);
  assert.equal(config["mqtt.retain"], true);
  assert.equal(config["semtech_udp.port"], 1700);
});

it("takes text that looks like a number as text where text is wanted", () => {
  assert.equal(loadConfig({ environment: { LORATS_DATA_DIR: "7" } }).data_dir, "7");
});

it("refuses a variable that names no setting, but not those of other programs of the house", () => {
  assert.throws(() => loadConfig({ environment: { LORATS_UDP_PORT: "1701" } }), {
    code: "CONFIG_UNKNOWN_VARIABLE",
    message: /did you mean .*LORATS_SEMTECH_UDP_PORT/,
  });
  const others = { LORATS_API_KEY: "k", LORATS_WORLD_DIR: "w", PATH: "/bin" };
  assert.equal(loadConfig({ environment: others })["http.port"], 8080);
});

it("refuses a channel plan that there is not", () => {
  for (const region of ["EU999", "AS923"]) {
    assert.throws(() => loadConfig({ environment: { LORATS_SEMTECH_UDP_REGION: region } }), {
      code: "CONFIG_BAD_VALUE",
      message: /semtech_udp\.region is .*: expected one of EU868, .*AS923-1/,
    });
  }
});

it("never repeats a value that holds a password", () => {
  const environment = { LORATS_STORAGE_POSTGRES_URL: "mysql://me:hunter2@db/x" };
  assert.throws(
    () => loadConfig({ environment }),
    (error: Error) =>
      /LORATS_STORAGE_POSTGRES_URL/.test(error.message) && !/hunter2/.test(error.message),
  );
});

it("names the place and the mistake in one line", (t) => {
  const refused = (text: string, code: string, message: RegExp): void => {
    const file = tomlFile(t, text);
    assert.throws(
      () => loadConfig({ file, environment: {} }),
      (error: Error & { code: string }) => {
        assert.equal(error.code, code);
        assert.match(error.message, message);
        assert.equal(error.message.includes("\n"), false);
        return true;
      },
    );
  };
  refused("[http]\nport = 70000", "CONFIG_BAD_VALUE", /lorats\.toml: http\.port is 70000/);
  refused("[http]\nprot = 1", "CONFIG_UNKNOWN_SETTING", /no setting http\.prot/);
  refused("port = 1", "CONFIG_UNKNOWN_SETTING", /did you mean http\.port/);
  refused("a = [", "CONFIG_BAD_TOML", /lorats\.toml:1:/);
  assert.throws(() => loadConfig({ file: "/nowhere.toml", environment: {} }), {
    code: "CONFIG_NO_FILE",
  });
  assert.throws(() => loadConfig({ environment: { LORATS_HTTP_PORT: "many" } }), {
    code: "CONFIG_BAD_VALUE",
    message: /LORATS_HTTP_PORT: http\.port is "many"/,
  });
});

it("documents every setting", () => {
  const page = renderSettingsReference();
  for (const key of Object.keys(SETTINGS)) {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${key}\` |`));
    assert.ok(row, key);
    assert.ok(row.includes(variableOf(key)) && !row.includes("undefined"), row);
  }
  assert.match(page, /\| `http\.port` \| `LORATS_HTTP_PORT` \| 0 … 65535 \| `8080` \|/);
});

it("says what a section has when a name in it is unknown", (t) => {
  const file = tomlFile(t, "[http]\nprot = 1\n");
  assert.throws(
    () => loadConfig({ file, environment: {} }),
    /no setting http\.prot \(http\.host, http\.port/,
  );
});

it("does not pass over a file of its name that cannot be read", (t) => {
  const dir = mkdtempSync(path.join(tmpdir(), "lorats-config-"));
  const before = process.cwd();
  t.after(() => {
    process.chdir(before);
    rmSync(dir, { recursive: true });
  });
  process.chdir(dir);
  assert.doesNotThrow(() => loadConfig({ environment: {} }));
  mkdirSync("lorats.toml");
  assert.throws(() => loadConfig({ environment: {} }), { code: "CONFIG_NO_FILE" });
});

it("finds the key-encryption key in a file, in the settings, or at a service, and not in two places", () => {
  const kek = (environment: Record<string, string>): string =>
    kekOf(loadConfig({ environment: { LORATS_DATA_DIR: "/data", ...environment } })).place;
  const KEK = "0123456789abcdef".repeat(4);
  const service = { LORATS_KEYS_KMS_WRAP: '["wrap"]', LORATS_KEYS_KMS_UNWRAP: '["unwrap"]' };
  assert.equal(kek({}), "/data/kek");
  assert.equal(kek({ LORATS_KEYS_FILE: "/run/secrets/kek", ...service }), "/run/secrets/kek");
  assert.equal(kek({ LORATS_KEYS_KEK: KEK, LORATS_KEYS_NEXT_KEK: KEK }), "LORATS_KEYS_KEK");
  const refused = (environment: Record<string, string>): void => {
    assert.throws(
      () => kek(environment),
      (error: LoratsError) => error.code === "CONFIG_BAD_VALUE" && !error.message.includes(KEK),
    );
  };
  refused({ LORATS_KEYS_KEK: KEK, ...service });
  refused({ LORATS_KEYS_KEK: KEK, LORATS_KEYS_FILE: "/kek" });
  refused({ LORATS_KEYS_NEXT_KEK: KEK });
  refused({ LORATS_KEYS_KMS_WRAP: '["wrap"]' });
  refused({ LORATS_KEYS_KEK: `${KEK}0` });
});
