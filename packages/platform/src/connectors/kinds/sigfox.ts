import { accept, instantToMs, refuse, type Result } from "@lorats/base";
import type { HeardBy } from "@lorats/events";
import { z } from "zod";
import {
  hexBytesOf,
  instantOf,
  integerAt,
  listAt,
  numberAt,
  objectAt,
  placeAt,
  textAt,
  type Json,
} from "../json.ts";
import type { ConnectorKind, Observed } from "../kind.ts";

const settings = z.strictObject({
  deviceTypeId: z
    .string()
    .regex(/^[0-9a-f]{1,32}$/i)
    .optional()
    .describe("Its id, to fetch what was missed; the secret is `login:password` of an API user"),
  api: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .default("https://api.sigfox.com"),
});
type Settings = z.output<typeof settings>;

const PAGE = 100;
const PLACE = { latitude: "lat", longitude: "lng", radius: "radius" } as const;

/**
 * Callbacks of the Sigfox cloud: `DATA` (uplink or bidirectional, in the query or as a body) and `DATA_ADVANCED`, with any
 * template that keeps the names of its variables; what was missed from its API v2.
 * @see https://support.sigfox.com/docs/uplink
 */
export const sigfox: ConnectorKind<Settings> = {
  kind: "sigfox",
  title: "The Sigfox cloud, by its callbacks, with its API for what was missed",
  settings,

  read({ query, body }): Result<readonly Observed[]> {
    const json: Json = { ...query, ...objectAt(body) };
    const id = textAt(json, "device")?.toUpperCase();
    if (id === undefined || !/^[0-9A-F]{1,8}$/.test(id)) {
      return refuse("CONNECTOR_BAD_MESSAGE", "device is missing: up to 8 hexadecimal digits");
    }
    // Service callbacks (status, errors, acknowledgements) carry no data.
    if (json["data"] === undefined) return accept([]);
    const duplicates = listAt(json, "duplicates").map((one) => station(objectAt(one), "bsId"));
    const single = station(json, "station");
    const place = placeAt(objectAt(json, "computedLocation"), PLACE);
    return observed(id, json, {
      heardBy: [...duplicates, single].filter((one) => one !== undefined),
      place,
    });
  },

  pull: {
    request({ api, deviceTypeId }, secret, from, page) {
      if (deviceTypeId === undefined) return undefined;
      const url = new URL(`/v2/device-types/${deviceTypeId}/messages`, api);
      url.searchParams.set("since", String(Math.trunc(instantToMs(from))));
      url.searchParams.set("limit", String(PAGE));
      // The answer names an address to go on with: only its place in the list is taken from it.
      if (page !== undefined) url.searchParams.set("offset", page);
      const authorization = `Basic ${Buffer.from(secret).toString("base64")}`;
      return { url: url.href, headers: { authorization, accept: "application/json" } };
    },

    read(body) {
      let json: Json | undefined;
      try {
        json = objectAt(JSON.parse(body));
      } catch {
        return refuse("CONNECTOR_BAD_ANSWER", "the answer is not JSON");
      }
      const messages = listAt(json, "data").flatMap((one) => fromApi(objectAt(one)));
      const next = URL.parse(textAt(objectAt(json, "paging"), "next") ?? "");
      const offset = next?.searchParams.get("offset");
      return accept({ observed: messages, ...(offset && { next: offset }) });
    },
  },
};

function observed(
  id: string,
  json: Json,
  { heardBy, place }: Pick<Observed, "heardBy" | "place">,
): Result<readonly Observed[]> {
  const payload = hexBytesOf(typeof json["data"] === "string" ? json["data"] : undefined);
  if (!payload) return refuse("CONNECTOR_BAD_MESSAGE", "data is not hexadecimal");
  const heardAt = instantOf(json["time"]);
  const fCnt = integerAt(json, "seqNumber", 0, 0xffff);
  // Callbacks count seconds, the API milliseconds: they agree in the second.
  const second = heardAt === undefined ? "" : String(heardAt / 1_000_000_000n);
  const messageId = heardAt === undefined && fCnt === undefined ? undefined : `${second}:${fCnt}`;
  const identity = { network: "sigfox", id };
  return accept([{ identity, messageId, heardAt, fCnt, payload, heardBy, place }]);
}

function fromApi(json: Json | undefined): readonly Observed[] {
  const id = textAt(objectAt(json, "device"), "id")?.toUpperCase();
  if (id === undefined || !json) return [];
  const heardBy = listAt(json, "rinfos").flatMap((one) => {
    const info = objectAt(one);
    const name = textAt(objectAt(info, "baseStation"), "id");
    return station({ ...info, bsId: name }, "bsId") ?? [];
  });
  const [computed] = listAt(json, "computedLocation");
  const place = placeAt(objectAt(computed), PLACE);
  const read = observed(id, json, { heardBy, place });
  return read.ok ? read.value : [];
}

function station(json: Json | undefined, name: string): HeardBy | undefined {
  const id = textAt(json, name);
  if (id === undefined) return undefined;
  const rssiDbm = numberAt(json, "rssi");
  const snrDb = numberAt(json, "snr");
  return {
    station: id,
    ...(rssiDbm !== undefined && { rssiDbm }),
    ...(snrDb !== undefined && { snrDb }),
  };
}
