import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { readCsv } from "../../src/import/csv.ts";

const field = fc.string({ unit: fc.constantFrom("a", "é", ",", ";", "\t", '"', "\n", "\r", " ") });

it("gives back what was written, whatever the fields hold", () => {
  const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1 });
  fc.assert(
    fc.property(table, fc.constantFrom("\n", "\r\n"), (records, lineEnd) => {
      const quoted = records.map((fields) =>
        fields.map((text) => `"${text.replaceAll('"', '""')}"`).join(","),
      );
      // A header without quotes says which delimiter it is.
      const read = readCsv(["h,h,h,h,h,h,h,h,h,h", ...quoted].join(lineEnd));
      assert.ok(read.ok);
      assert.deepEqual(
        read.value.slice(1).map(({ fields }) => fields),
        records,
      );
    }),
  );
});

it("reads anything at all, or says where it does not end", () => {
  fc.assert(
    fc.property(field, (text) => {
      const read = readCsv(text);
      if (!read.ok) assert.match(read.reason, /^line \d+: /);
    }),
  );
});

it("knows lines, empty ones and line breaks in fields among them", () => {
  const read = readCsv('\uFEFFa;b\r\n\r\n"1\n2";x\r\n3;"y"');
  assert.ok(read.ok);
  assert.deepEqual(read.value, [
    { line: 1, fields: ["a", "b"] },
    { line: 3, fields: ["1\n2", "x"] },
    { line: 5, fields: ["3", "y"] },
  ]);
  assert.equal(readCsv('a,"b').ok, false);
  assert.equal(readCsv('"a"b,c').ok, false);
});
