import assert from "node:assert/strict";
import { it } from "node:test";
import { readDeviceTable } from "../../src/import/device-table.ts";

it("knows its own columns, in any order and spelling, and names those that it does not know", () => {
  const read = readDeviceTable(
    "Name,DevEUI,tags.site,variables.token,disabled,colour\nCellar,0102030405060708,Vienna,t0,yes,red\n,11,,,maybe,\n",
  );
  assert.ok(read.ok);
  assert.deepEqual(read.value, {
    ignored: ["colour"],
    rows: [
      {
        line: 2,
        fields: {
          name: "Cellar",
          devEui: "0102030405060708",
          tags: { site: "Vienna" },
          variables: { token: "t0" },
          disabled: true,
        },
      },
      { line: 3, fields: { devEui: "11", disabled: "maybe" } },
    ],
  });
});

it("reads a table of The Things Stack's", () => {
  const read = readDeviceTable(
    "id;dev_eui;join_eui;name;frequency_plan_id;lorawan_version;app_key\n" +
      "one;70B3D57ED0000001;0000000000000000;One;EU_863_870;1.0.3;2B7E151628AED2A6ABF7158809CF4F3C\n",
  );
  assert.ok(read.ok);
  assert.deepEqual(read.value.rows[0]!.fields, {
    devEui: "70B3D57ED0000001",
    joinEui: "0000000000000000",
    name: "One",
    appKey: "2B7E151628AED2A6ABF7158809CF4F3C",
  });
  assert.deepEqual(read.value.ignored, ["id", "frequency_plan_id", "lorawan_version"]);
});

it("asks for a header", () => {
  const read = readDeviceTable("0102030405060708,Cellar\n");
  assert.ok(!read.ok);
  assert.equal(read.code, "IMPORT_NO_HEADER");
});
