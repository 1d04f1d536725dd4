import { accept, refuse, type Result } from "@lorats/base";
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
    "To subscribe there, such as `mqtts://broker.example:8883`; empty: it calls us",
    "At the broker; its password is the secret",
  ),
  topicPrefix: z.string().max(200).default(""),
});
type Settings = z.output<typeof settings>;

const EVENT = /(?:^|\/)event\/(\w+)$/;

/**
 * Events of a ChirpStack v4: by its HTTP integration (`?event=up`), or from its MQTT broker. Uplinks and locations concern us.
 * @see https://www.chirpstack.io/docs/chirpstack/integrations/events.html
 */
export const chirpstack: ConnectorKind<Settings> = {
  kind: "chirpstack",
  title: "ChirpStack v4, by its HTTP integration or from its broker",
  settings,

  read({ path, query, body }): Result<readonly Observed[]> {
    const event = query["event"] ?? EVENT.exec(path)?.[1];
    if (event !== "up" && event !== "location") return accept([]);
    const json = objectAt(body);
    const info = objectAt(json, "deviceInfo");
    const devEui = textAt(info, "devEui")?.toLowerCase();
    if (!json || devEui === undefined || !/^[0-9a-f]{16}$/.test(devEui)) {
      return refuse("CONNECTOR_BAD_MESSAGE", "deviceInfo.devEui is missing");
    }
    const known = {
      identity: { network: "lorawan", id: devEui },
      devEui,
      name: textAt(info, "deviceName"),
      messageId: `${textAt(json, "deduplicationId") ?? textAt(json, "time")}:${event}`,
      heardAt: instantOf(json["time"]),
    };
    if (event === "location") {
      const place = placeAt(objectAt(json, "location"), PLACE_NAMES);
      return accept(place ? [{ ...known, heardBy: [], place }] : []);
    }
    const txInfo = objectAt(json, "txInfo");
    return accept([
      {
        ...known,
        // Its JSON leaves out what is zero.
        fCnt: integerAt(json, "fCnt", 0, 0xffff_ffff) ?? 0,
        fPort: integerAt(json, "fPort", 0, 255),
        confirmed: json["confirmed"] === true,
        payload: bytesOf(textAt(json, "data")),
        object: objectAt(json, "object"),
        freqHz: integerAt(txInfo, "frequency", 1, 1e10),
        modulation: modulationOf(objectAt(txInfo, "modulation")),
        heardBy: listAt(json, "rxInfo").flatMap((one) => heardBy(objectAt(one)) ?? []),
      },
    ]);
  },

  subscription({ broker, username, topicPrefix }) {
    if (broker === undefined) return undefined;
    const topics = ["up", "location"].map(
      (event) => `${topicPrefix}application/+/device/+/event/${event}`,
    );
    return { url: broker, username, topics };
  },
};

function heardBy(json: Json | undefined): HeardBy | undefined {
  const station = textAt(json, "gatewayId");
  if (station === undefined) return undefined;
  const place = placeAt(objectAt(json, "location"), PLACE_NAMES);
  const snrDb = numberAt(json, "snr");
  return {
    station,
    rssiDbm: numberAt(json, "rssi") ?? 0,
    ...(snrDb !== undefined && { snrDb }),
    ...(place && { place }),
  };
}

function modulationOf(json: Json | undefined): ModulationBody | undefined {
  const lora = objectAt(json, "lora");
  const sf = integerAt(lora, "spreadingFactor", 5, 12);
  const bwHz = integerAt(lora, "bandwidth", 1, 1e7);
  if (sf !== undefined && bwHz !== undefined) {
    const codeRate = /^CR_(\d)_(\d)$/.exec(textAt(lora, "codeRate") ?? "");
    return {
      kind: "lora",
      sf,
      bwHz,
      ...(codeRate && { codeRate: `${codeRate[1]}/${codeRate[2]}` }),
    };
  }
  const bitRateBps = integerAt(objectAt(json, "fsk"), "datarate", 1, 1e7);
  return bitRateBps === undefined ? undefined : { kind: "fsk", bitRateBps };
}
