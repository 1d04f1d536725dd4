import { accept, refuse, type Result } from "@lorats/base";
import type { Place } from "@lorats/events";
import { z } from "zod";
import { numberAt, objectAt, textAt } from "../../connectors/json.ts";
import type { EnrichmentKind, ExternalValues } from "../kind.ts";

const settings = z
  .strictObject({
    api: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .default("https://api.open-meteo.com")
      .describe("Open-Meteo, or an instance of your own; with a secret, that is sent as `apikey`"),
    latitudeDeg: z.number().min(-90).max(90).optional(),
    longitudeDeg: z
      .number()
      .min(-180)
      .max(180)
      .optional()
      .describe("One place for all; without, where each device was last"),
    gridDeg: z
      .number()
      .min(0.01)
      .max(5)
      .default(0.1)
      .describe("Devices within a square of this size share one question"),
    variables: z
      .array(z.string().regex(/^[a-z][a-z0-9_]{0,59}$/))
      .min(1)
      .max(30)
      .default(["temperature_2m", "relative_humidity_2m", "precipitation", "wind_speed_10m"])
      .describe("As Open-Meteo names what is `current`"),
  })
  .refine(
    ({ latitudeDeg, longitudeDeg }) => (latitudeDeg === undefined) === (longitudeDeg === undefined),
    "a place has latitudeDeg and longitudeDeg",
  );
type Settings = z.output<typeof settings>;

/**
 * The weather now, from Open-Meteo or whoever answers in its shape; in its units: °C, %, mm, km/h.
 * @see https://open-meteo.com/en/docs
 */
export const weather: EnrichmentKind<Settings> = {
  kind: "weather",
  title: "The weather at one place, or where devices are, from Open-Meteo",
  settings,
  readsLong: false,
  maxBytes: 65_536,

  spot({ latitudeDeg, longitudeDeg, gridDeg }: Settings, place: Place | undefined) {
    if (latitudeDeg !== undefined && longitudeDeg !== undefined) {
      return `${latitudeDeg},${longitudeDeg}`;
    }
    if (!place) return undefined;
    return `${onGrid(place.latitudeDeg, gridDeg, 90)},${onGrid(place.longitudeDeg, gridDeg, 180)}`;
  },

  request({ api, variables }: Settings, spot: string, secret: string | undefined): URL {
    const [latitude, longitude] = spot.split(",") as [string, string];
    const url = new URL(`${api.replace(/\/$/, "")}/v1/forecast`);
    url.searchParams.set("latitude", latitude);
    url.searchParams.set("longitude", longitude);
    url.searchParams.set("current", variables.join(","));
    if (secret !== undefined) url.searchParams.set("apikey", secret);
    return url;
  },

  read(body: string, { variables }: Settings): Result<ExternalValues> {
    const answer = parsed(body);
    const current = objectAt(answer, "current");
    if (!current) {
      const why = textAt(objectAt(answer), "reason")?.slice(0, 200);
      return refuse("ENRICHMENT_BAD_ANSWER", why ?? "the answer is no JSON with `current`");
    }
    const told = variables.flatMap((name) => {
      const value = numberAt(current, name);
      return value === undefined ? [] : [[name, value] as const];
    });
    if (told.length > 0) return accept(Object.fromEntries(told));
    return refuse("ENRICHMENT_BAD_ANSWER", "the answer has none of the variables");
  },

  at: (kept) => kept,
};

/** The middle of the square that a coordinate is in, in degrees. */
function onGrid(deg: number, gridDeg: number, limitDeg: number): number {
  const middle = Math.floor(deg / gridDeg) * gridDeg + gridDeg / 2;
  return Number(Math.min(limitDeg, middle).toFixed(3));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
