import { accept, refuse, type Result } from "@lorats/base";
import { readCsv } from "./csv.ts";

/** What one row says of a device, unchecked. */
export interface DeviceRow {
  /** Of the table, counted from 1; in lists the place in the list. */
  readonly line: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Names of columns as ours, as ChirpStack's and The Things Stack's exports have them, and as people write them. */
const COLUMNS: Readonly<Record<string, string>> = {
  deveui: "devEui",
  name: "name",
  devicename: "name",
  description: "description",
  joineui: "joinEui",
  appeui: "joinEui",
  appkey: "appKey",
  nwkkey: "nwkKey",
  profile: "profile",
  deviceprofile: "profile",
  profileid: "profile",
  deviceprofileid: "profile",
  disabled: "disabled",
  isdisabled: "disabled",
};
const GROUPS = ["tags", "variables"] as const;

/**
 * Reads devices from a table with a header line: `devEui`, `name`, `joinEui`, `appKey`, `nwkKey`, `profile` (its name or
 * id), `description`, `disabled`, `tags.<name>` and `variables.<name>`, in any order and spelling (`dev_eui`, `DevEUI`).
 * Columns of other names are passed over and named. Empty fields count as absent.
 *
 * Refusals: `CSV_QUOTE`, `IMPORT_NO_HEADER`.
 */
export function readDeviceTable(
  text: string,
): Result<{ readonly rows: readonly DeviceRow[]; readonly ignored: readonly string[] }> {
  const table = readCsv(text);
  if (!table.ok) return table;
  const [header, ...records] = table.value;
  const columns = header?.fields.map(columnOf) ?? [];
  if (!columns.includes("devEui")) {
    return refuse("IMPORT_NO_HEADER", "the first line names the columns; devEui is missing");
  }
  const rows = records.map(({ line, fields }) => ({ line, fields: rowOf(columns, fields) }));
  return accept({ rows, ignored: header!.fields.filter((_, i) => columns[i] === undefined) });
}

function columnOf(title: string): string | undefined {
  const text = title.trim();
  const group = GROUPS.find((one) => text.toLowerCase().startsWith(one.slice(0, -1)));
  const named = group && /^[a-z]+[.:](.+)$/i.exec(text)?.[1];
  if (group && named) return `${group}.${named}`;
  return COLUMNS[text.toLowerCase().replace(/[\s_-]/g, "")];
}

function rowOf(
  columns: readonly (string | undefined)[],
  values: readonly string[],
): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  for (const [i, column] of columns.entries()) {
    const value = values[i]?.trim() ?? "";
    if (column === undefined || value === "") continue;
    const [group, name] = splitGroup(column);
    if (name === undefined) row[column] = column === "disabled" ? truth(value) : value;
    else row[group] = { ...(row[group] as object | undefined), [name]: value };
  }
  return row;
}

function splitGroup(column: string): readonly [string, string | undefined] {
  const dot = column.indexOf(".");
  return dot < 0 ? [column, undefined] : [column.slice(0, dot), column.slice(dot + 1)];
}

/** What is neither yes nor no stays text, for the schema to refuse. */
function truth(text: string): boolean | string {
  if (/^(true|yes|1)$/i.test(text)) return true;
  return /^(false|no|0)$/i.test(text) ? false : text;
}
