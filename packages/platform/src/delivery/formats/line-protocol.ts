import { parseInstant } from "@lorats/base";
import { measure } from "../../pipeline/measure.ts";
import type { Message } from "../message.ts";

interface UpJson {
  readonly time?: string;
  readonly fCnt?: number;
  readonly dr?: number;
  readonly object?: Readonly<Record<string, unknown>>;
  readonly deviceInfo?: {
    readonly tenantName?: string;
    readonly applicationName?: string;
    readonly deviceName?: string;
    readonly deviceProfileName?: string;
    readonly tags?: Readonly<Record<string, string>>;
  };
  readonly rxInfo?: readonly { readonly rssi?: number; readonly snr?: number }[];
  readonly margin?: number;
  readonly batteryLevel?: number;
}

/**
 * What a message measures as one line of InfluxDB's line protocol, in nanoseconds; undefined when it measures nothing.
 * Uplinks give `lorats_uplink` (the numbers of the decoded payload by their path, and how it was heard), status answers
 * `lorats_status`. Numbers are always floats: a field that changes its type would be refused.
 *
 * @see https://docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol/
 */
export function lineOf({ kind, devEui, json }: Message): string | undefined {
  const up = json as UpJson;
  if (up.time === undefined) return undefined;
  const fields = kind === "up" ? upFields(up) : kind === "status" ? statusFields(up) : {};
  const written = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined || !Number.isFinite(value) ? [] : [`${escapeKey(name)}=${value}`],
  );
  if (written.length === 0) return undefined;
  const { applicationName, deviceName, deviceProfileName, tags } = up.deviceInfo ?? {};
  const labels = {
    ...tags,
    application: applicationName,
    device: deviceName,
    profile: deviceProfileName,
    dev_eui: devEui,
  };
  const tagged = Object.entries(labels)
    // An empty tag value is an error there.
    .filter((entry): entry is [string, string] => Boolean(entry[1]))
    .map(([name, value]) => `,${escapeKey(name)}=${escapeKey(value)}`)
    .toSorted()
    .join("");
  const at = parseInstant(up.time.replace("+00:00", "Z"));
  return `lorats_${kind === "up" ? "uplink" : kind}${tagged} ${written.join(",")} ${at}`;
}

function upFields({
  object,
  fCnt = 0,
  dr = 0,
  rxInfo = [],
}: UpJson): Record<string, number | undefined> {
  const heard = rxInfo.map(({ rssi = 0 }) => rssi);
  const snrs = rxInfo.flatMap(({ snr }) => snr ?? []);
  return {
    ...measure(object ?? {}),
    f_cnt: fCnt,
    dr,
    gateways: rxInfo.length,
    rssi_dbm: heard.length > 0 ? Math.max(...heard) : undefined,
    snr_db: snrs.length > 0 ? Math.max(...snrs) : undefined,
  };
}

function statusFields({ margin = 0, batteryLevel }: UpJson): Record<string, number | undefined> {
  return { margin_db: margin, battery_percent: batteryLevel };
}

/** Commas, equals signs, spaces and backslashes end a key or value; a line break ends the line. */
function escapeKey(text: string): string {
  return text.replace(/[\r\n]+/g, " ").replace(/[,= \\]/g, "\\$&");
}
