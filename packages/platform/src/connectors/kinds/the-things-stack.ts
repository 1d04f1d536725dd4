import { accept, formatInstant, refuse, type Result } from "@lorats/base";
import type { HeardBy, ModulationBody } from "@lorats/events";
import { z } from "zod";
import { atBroker } from "../at-broker.ts";
import {
  bytesOf,
  instantOf,
  integerAt,
  listAt,
  numberAt,
  objectAt,
  PLACE_NAMES,
  placeAt,
  textAt,
  type Json,
} from "../json.ts";
import type { ConnectorKind, Observed } from "../kind.ts";

const settings = z.strictObject({
  ...atBroker(
    "Such as `mqtts://eu1.cloud.thethings.network:8883`; empty: it calls us",
    "`application@tenant`; its password is the secret, an API key",
  ),
  api: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional()
    .describe("Where it is, to fetch what was missed from its Storage Integration"),
  application: z
    .string()
    .regex(/^[a-z0-9](?:-?[a-z0-9]){1,35}$/)
    .optional()
    .describe("As it is called there, for the API"),
});
type Settings = z.output<typeof settings>;

/**
 * Messages of The Things Stack v3: by webhook, from its MQTT server, and what was missed from its Storage Integration.
 * @see https://www.thethingsindustries.com/docs/integrations/data-formats/
 */
export const theThingsStackConnector: ConnectorKind<Settings> = {
  kind: "the-things-stack",
  title:
    "The Things Stack v3, by webhook or from its MQTT server, with its storage for what was missed",
  settings,

  read({ body }): Result<readonly Observed[]> {
    const json = objectAt(body);
    const message = objectAt(json, "uplink_message");
    if (!message) return accept([]);
    const ids = objectAt(json, "end_device_ids");
    const deviceId = textAt(ids, "device_id");
    const eui = textAt(ids, "dev_eui")?.toLowerCase();
    const devEui = eui !== undefined && /^[0-9a-f]{16}$/.test(eui) ? eui : undefined;
    if (deviceId === undefined && devEui === undefined) {
      return refuse("CONNECTOR_BAD_MESSAGE", "end_device_ids are missing");
    }
    return accept([observedOf(json!, message, { deviceId, devEui })]);
  },

  subscription({ broker, username }) {
    if (broker === undefined || username === undefined) return undefined;
    return { url: broker, username, topics: [`v3/${username}/devices/+/up`] };
  },

  pull: {
    request({ api, application }, secret, from, page) {
      if (api === undefined || application === undefined) return undefined;
      const path = `/api/v3/as/applications/${application}/packages/storage/uplink_message`;
      const url = new URL(path, api);
      url.searchParams.set("order", "received_at");
      url.searchParams.set("limit", String(PAGE));
      url.searchParams.set("after", page ?? formatInstant(from));
      const authorization = `Bearer ${secret}`;
      return { url: url.href, headers: { authorization, accept: "text/event-stream" } };
    },

    read(body, options) {
      const observed: Observed[] = [];
      let last: string | undefined;
      let count = 0;
      for (const line of body.split("\n").filter((text) => text.trim() !== "")) {
        let json: Json | undefined;
        try {
          json = objectAt(JSON.parse(line), "result");
        } catch {
          return refuse("CONNECTOR_BAD_ANSWER", "a line of the answer is not JSON");
        }
        const read = theThingsStackConnector.read({ path: "", query: {}, body: json }, options);
        if (read.ok) observed.push(...read.value);
        last = textAt(json, "received_at") ?? last;
        count++;
      }
      return accept({ observed, ...(count >= PAGE && last !== undefined && { next: last }) });
    },
  },
};

const PAGE = 500;

function observedOf(
  json: Json,
  message: Json,
  { deviceId, devEui }: { deviceId: string | undefined; devEui: string | undefined },
): Observed {
  const fCnt = integerAt(message, "f_cnt", 0, 0xffff_ffff) ?? 0;
  const received = textAt(message, "received_at") ?? textAt(json, "received_at");
  const settings = objectAt(message, "settings");
  return {
    identity: devEui
      ? { network: "lorawan", id: devEui }
      : { network: "the-things-stack", id: deviceId! },
    devEui,
    name: deviceId,
    // Counters begin anew with each session.
    messageId: `${textAt(message, "session_key_id") ?? received}:${fCnt}`,
    heardAt: instantOf(received),
    fCnt,
    fPort: integerAt(message, "f_port", 0, 255),
    confirmed: message["confirmed"] === true,
    payload: bytesOf(textAt(message, "frm_payload")),
    object: objectAt(message, "decoded_payload"),
    freqHz: integerAt(settings, "frequency", 1, 1e10),
    modulation: modulationOf(objectAt(settings, "data_rate")),
    heardBy: listAt(message, "rx_metadata").flatMap((one) => heardBy(objectAt(one)) ?? []),
  };
}

function heardBy(json: Json | undefined): HeardBy | undefined {
  const ids = objectAt(json, "gateway_ids");
  const station = textAt(ids, "eui")?.toLowerCase() ?? textAt(ids, "gateway_id");
  if (station === undefined) return undefined;
  const place = placeAt(objectAt(json, "location"), PLACE_NAMES);
  const snrDb = numberAt(json, "snr");
  const rssiDbm = numberAt(json, "rssi");
  return {
    station,
    ...(rssiDbm !== undefined && { rssiDbm }),
    ...(snrDb !== undefined && { snrDb }),
    ...(place && { place }),
  };
}

function modulationOf(json: Json | undefined): ModulationBody | undefined {
  const lora = objectAt(json, "lora");
  const sf = integerAt(lora, "spreading_factor", 5, 12);
  const bwHz = integerAt(lora, "bandwidth", 1, 1e7);
  if (sf !== undefined && bwHz !== undefined) {
    const codeRate = textAt(lora, "coding_rate");
    return { kind: "lora", sf, bwHz, ...(codeRate !== undefined && { codeRate }) };
  }
  const bitRateBps = integerAt(objectAt(json, "fsk"), "bit_rate", 1, 1e7);
  return bitRateBps === undefined ? undefined : { kind: "fsk", bitRateBps };
}
