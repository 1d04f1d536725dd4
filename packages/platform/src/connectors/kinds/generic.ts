import { accept, refuse, type Result } from "@lorats/base";
import { z } from "zod";
import {
  bytesOf,
  hexBytesOf,
  instantOf,
  integerAt,
  numberAt,
  objectAt,
  PLACE_NAMES,
  placeAt,
  type Json,
} from "../json.ts";
import type { ConnectorKind, Inbound, Observed } from "../kind.ts";

/** Where things stand in a message: names, with dots for what is nested. */
const fields = {
  network: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,39}$/)
    .default("ip"),
  idField: z.string().max(100).default("device"),
  messageIdField: z.string().max(100).default("messageId"),
  timeField: z.string().max(100).default("time"),
  payloadField: z.string().max(100).default("payload"),
  payloadEncoding: z.enum(["base64", "hex"]).default("base64"),
  objectField: z
    .string()
    .max(100)
    .default("object")
    .describe("Empty: the whole message is what it says"),
};

const httpSettings = z.strictObject(fields);
const mqttSettings = z.strictObject({
  ...fields,
  broker: z
    .url({ protocol: /^mqtts?$/ })
    .max(2000)
    .describe("Such as `mqtts://broker.example:8883`"),
  username: z.string().max(200).optional(),
  topics: z
    .array(z.string().min(1).max(500))
    .min(1)
    .max(20)
    .describe("With `{device}` in place of a level that names the device"),
});
type Fields = z.output<typeof httpSettings>;
type MqttSettings = z.output<typeof mqttSettings>;

/** Devices and operators that send JSON of their own over HTTP: one message, or a list of them. */
export const http: ConnectorKind<Fields> = {
  kind: "http",
  title: "Anything that posts JSON: LTE-M and NB-IoT devices, satellite operators, scripts",
  settings: httpSettings,
  read({ body }, settings) {
    const messages = Array.isArray(body) ? body : [body];
    return all(messages.map((one) => read(objectAt(one), settings, undefined)));
  },
};

/** Devices that publish to a broker: JSON, or a bare number or text. */
export const mqttDevices: ConnectorKind<MqttSettings> = {
  kind: "mqtt",
  title: "Devices that publish to an MQTT broker",
  settings: mqttSettings,
  read(inbound, settings) {
    const id = settings.topics.map((topic) => deviceIn(topic, inbound.path)).find(Boolean);
    return all([read(valuesOf(inbound, settings), settings, id)]);
  },
  subscription({ broker, username, topics }) {
    return { url: broker, username, topics: topics.map((topic) => topic.replace("{device}", "+")) };
  },
};

function all(read: readonly Result<Observed>[]): Result<readonly Observed[]> {
  const bad = read.findIndex((one) => !one.ok);
  const refused = read[bad];
  if (refused && !refused.ok) {
    return read.length === 1
      ? refused
      : refuse(refused.code, `message ${bad + 1}: ${refused.reason}`);
  }
  return accept(read.flatMap((one) => (one.ok ? [one.value] : [])));
}

function read(
  json: Json | undefined,
  settings: Fields,
  named: string | undefined,
): Result<Observed> {
  if (!json) return refuse("CONNECTOR_BAD_MESSAGE", "expected a JSON object");
  const id = named ?? textOf(at(json, settings.idField));
  if (id === undefined || id.length > 128) {
    return refuse("CONNECTOR_BAD_MESSAGE", `${settings.idField} does not name the device`);
  }
  const written = at(json, settings.payloadField);
  const text = typeof written === "string" ? written : undefined;
  const payload = settings.payloadEncoding === "hex" ? hexBytesOf(text) : bytesOf(text);
  if (text !== undefined && !payload) {
    const { payloadField, payloadEncoding } = settings;
    return refuse("CONNECTOR_BAD_MESSAGE", `${payloadField} is not ${payloadEncoding}`);
  }
  const { objectField } = settings;
  const object = objectField === "" ? json : objectAt(at(json, objectField));
  const heardAt = instantOf(at(json, settings.timeField));
  const own = textOf(at(json, settings.messageIdField));
  return accept({
    identity: { network: settings.network, id },
    // One device says one thing at a time.
    messageId: own ?? (heardAt === undefined ? undefined : String(heardAt)),
    heardAt,
    fPort: integerAt(json, "fPort", 0, 255),
    fCnt: integerAt(json, "fCnt", 0, 0xffff_ffff),
    payload,
    object,
    heardBy: [],
    place: placeAt(objectAt(json, "location"), PLACE_NAMES),
  });
}

/** A value at a path of names with dots. */
function at(json: Json, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => objectAt(value)?.[name], json);
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A number or text on its own is a message with one value, named after the last level of its topic. */
function valuesOf({ body, path }: Inbound, { objectField }: Fields): Json | undefined {
  const json = objectAt(body);
  if (json || Array.isArray(body)) return json;
  const name = path.split("/").at(-1)!;
  const number = numberAt({ value: body }, "value");
  const object = { [name]: number ?? body };
  return objectField === "" ? object : { [objectField.split(".")[0]!]: object };
}

/** The level of a topic where the pattern says `{device}`. */
function deviceIn(pattern: string, topic: string): string | undefined {
  const levels = topic.split("/");
  const wanted = pattern.split("/");
  const matches = wanted.every(
    (level, i) =>
      level === "#" ||
      (levels[i] !== undefined && (level === levels[i] || level === "+" || level === "{device}")),
  );
  return matches ? levels[wanted.indexOf("{device}")] : undefined;
}
