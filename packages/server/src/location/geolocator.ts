import { CallerError, UnavailableError } from "@lorats/base";
import type { AccessPoint, Geolocator } from "@lorats/platform";
import { exchange } from "../outbound/http-request.ts";

const TIMEOUT_MS = 5_000;
const MAX_BYTES = 16_384;
const NOT_FOUND = 404;

interface Answer {
  readonly location?: { readonly lat?: unknown; readonly lng?: unknown };
  readonly accuracy?: unknown;
}

/**
 * Asks a service that speaks the shape which Google's geolocation API has, and Mozilla's had: a POST of `wifiAccessPoints`, an
 * answer with `location` and `accuracy`. The guard decides where it may be.
 */
export class HttpGeolocator implements Geolocator {
  readonly #url: URL;
  readonly #allowPrivate: boolean;

  constructor(url: string, allowPrivate: boolean) {
    this.#url = new URL(url);
    this.#allowPrivate = allowPrivate;
  }

  /** @throws {UnavailableError} `GEOLOCATION_FAILED` and what the guard says */
  async locate(points: readonly AccessPoint[]): ReturnType<Geolocator["locate"]> {
    const request = {
      url: this.#url,
      headers: { "content-type": "application/json", accept: "application/json" },
      timeoutMs: TIMEOUT_MS,
      allowPrivate: this.#allowPrivate,
    };
    const body = JSON.stringify({ considerIp: false, wifiAccessPoints: points });
    const asking = exchange("POST", request, body, MAX_BYTES).catch(namingSetting);
    const { status, body: text } = await asking;
    if (status === NOT_FOUND) return undefined;
    if (status !== 200) throw failed(`it answers with ${status}`);
    const { lat, lng, accuracy } = read(text);
    if (typeof lat !== "number" || typeof lng !== "number" || typeof accuracy !== "number") {
      throw failed("its answer has no location with accuracy");
    }
    if (!(Math.abs(lat) <= 90 && Math.abs(lng) <= 180 && accuracy >= 0)) {
      throw failed("its answer is no place on earth");
    }
    return { latitudeDeg: lat, longitudeDeg: lng, accuracyM: accuracy };
  }
}

function read(text: string): {
  readonly lat: unknown;
  readonly lng: unknown;
  readonly accuracy: unknown;
} {
  try {
    const { location, accuracy } = JSON.parse(text) as Answer;
    return { lat: location?.lat, lng: location?.lng, accuracy };
  } catch {
    throw failed("its answer is not JSON");
  }
}

function failed(why: string): UnavailableError {
  return new UnavailableError("GEOLOCATION_FAILED", `the geolocation service: ${why}`);
}

/** The guard speaks of people's targets; this one has a setting of its own. */
function namingSetting(cause: unknown): never {
  if (!(cause instanceof CallerError) || cause.code !== "WEBHOOK_INSIDE") throw cause;
  const what = "the service is at no public address; location.wifi_allow_private lets it be";
  throw new CallerError(cause.code, what, { cause });
}
