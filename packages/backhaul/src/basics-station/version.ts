import { accept, type Result } from "@lorats/base";
import { integerIn, text, type JsonObject } from "../json/fields.ts";
import { badField } from "./body.ts";

/** The first message of a station; the server answers with `router_config`. */
export interface StationVersion {
  readonly type: "version";
  /** Such as `2.0.6(linux/std)`. */
  readonly station: string;
  readonly firmware?: string;
  readonly package?: string;
  readonly model?: string;
  /** 2 today. */
  readonly protocol: number;
  /** Such as `rmtsh`, `gps`, `prod`. */
  readonly features: readonly string[];
}

export function decodeVersion(raw: JsonObject): Result<StationVersion> {
  const protocol = integerIn(raw["protocol"], 0, 255);
  if (protocol === undefined) return badField("protocol", "a small number");
  const firmware = text(raw["firmware"]);
  const packageName = text(raw["package"]);
  const model = text(raw["model"]);
  return accept({
    type: "version",
    station: text(raw["station"]) ?? "",
    ...(firmware !== undefined && { firmware }),
    ...(packageName !== undefined && { package: packageName }),
    ...(model !== undefined && { model }),
    protocol,
    features: (text(raw["features"]) ?? "").split(" ").filter((feature) => feature !== ""),
  });
}

export function encodeVersion(message: StationVersion): JsonObject {
  const { station, firmware, model, protocol, features } = message;
  return {
    station,
    firmware: firmware ?? null,
    package: message.package ?? null,
    model,
    protocol,
    features: features.join(" "),
  };
}
