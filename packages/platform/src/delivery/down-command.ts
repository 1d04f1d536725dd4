import { accept, refuse, tryParseInstant, type Instant, type Result } from "@lorats/base";

/** What somebody asks to have sent to a device. */
export interface DownCommand {
  readonly applicationId: string;
  readonly devEui: string;
  readonly fPort: number;
  readonly confirmed: boolean;
  /** Plaintext; absent when `object` is to be encoded by the device's codec. */
  readonly data?: Uint8Array;
  readonly object?: Readonly<Record<string, unknown>>;
  /** The caller's own UUID for the queue item. */
  readonly id?: string;
  readonly expiresAt?: Instant;
}

const TOPIC = /^application\/([0-9a-f-]{36})\/device\/([0-9a-f]{16})\/command\/down$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** LoRaWAN's longest payload is 242 bytes; base64 and an object around it stay far below this. */
const MAX_COMMAND_BYTES = 16_384;

/**
 * Reads ChirpStack v4's `application/{id}/device/{devEui}/command/down`:
 * `{"devEui", "confirmed", "fPort": 1…223, "data": base64 | "object": {…}, "id"?, "expiresAt"?}`.
 *
 * Refusals: `DOWN_BAD_TOPIC`, `DOWN_TOO_LONG`, `DOWN_BAD_JSON`, `DOWN_OTHER_DEVICE`, `DOWN_BAD_PORT`,
 * `DOWN_BAD_DATA`, `DOWN_BAD_ID`, `DOWN_BAD_TIME`, `DOWN_UNSUPPORTED`.
 */
export function parseDownCommand(topic: string, payload: Uint8Array): Result<DownCommand> {
  const to = readDownTopic(topic);
  if (!to) return refuse("DOWN_BAD_TOPIC", "not a topic for commands");
  if (payload.length > MAX_COMMAND_BYTES) return refuse("DOWN_TOO_LONG", "over 16,384 bytes");
  const json = readObject(payload);
  if (!json) return refuse("DOWN_BAD_JSON", "expected a JSON object");
  const { applicationId, devEui } = to;
  const named = json["devEui"] ?? devEui;
  if (typeof named !== "string" || named.toLowerCase() !== devEui) {
    return refuse("DOWN_OTHER_DEVICE", "devEui must be that of the topic");
  }
  if (json["isEncrypted"] === true) {
    return refuse("DOWN_UNSUPPORTED", "payloads that come encrypted are not supported");
  }
  const { fPort } = json;
  const confirmed = json["confirmed"] ?? false;
  if (!Number.isInteger(fPort) || (fPort as number) < 1 || (fPort as number) > 223) {
    return refuse("DOWN_BAD_PORT", "fPort must be an integer from 1 to 223");
  }
  if (typeof confirmed !== "boolean") return refuse("DOWN_BAD_DATA", "confirmed is true or false");
  const content = readContent(json);
  if (!content.ok) return content;
  const options = readOptions(json);
  if (!options.ok) return options;
  return accept({
    applicationId,
    devEui,
    fPort: fPort as number,
    confirmed,
    ...content.value,
    ...options.value,
  });
}

/** Whom a command is for. */
export function readDownTopic(
  topic: string,
): Pick<DownCommand, "applicationId" | "devEui"> | undefined {
  const match = TOPIC.exec(topic);
  if (!match) return undefined;
  const [, applicationId, devEui] = match as unknown as [string, string, string];
  return { applicationId, devEui };
}

function readObject(payload: Uint8Array): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readContent(json: Record<string, unknown>): Result<Pick<DownCommand, "data" | "object">> {
  const { data, object } = json;
  if (object !== undefined && object !== null) {
    return isObject(object) ? accept({ object }) : refuse("DOWN_BAD_DATA", "object is no object");
  }
  if (data === undefined || data === null) return accept({ data: new Uint8Array(0) });
  if (typeof data !== "string") return refuse("DOWN_BAD_DATA", "data is not base64");
  try {
    return accept({ data: Uint8Array.fromBase64(data) });
  } catch {
    return refuse("DOWN_BAD_DATA", "data is not base64");
  }
}

function readOptions(json: Record<string, unknown>): Result<Pick<DownCommand, "id" | "expiresAt">> {
  // In proto3's JSON, null and an empty text are the same as nothing; programs generated from ChirpStack's API write them.
  const id = json["id"] === "" ? undefined : (json["id"] ?? undefined);
  const expiresAt = json["expiresAt"] ?? undefined;
  if (id !== undefined && !(typeof id === "string" && UUID.test(id))) {
    return refuse("DOWN_BAD_ID", "id is not a UUID");
  }
  const expiry = typeof expiresAt === "string" ? tryParseInstant(expiresAt) : undefined;
  if (expiresAt !== undefined && expiry === undefined) {
    return refuse("DOWN_BAD_TIME", "expiresAt is not an RFC 3339 time");
  }
  return accept({
    ...(id !== undefined && { id: id.toLowerCase() }),
    ...(expiry !== undefined && { expiresAt: expiry }),
  });
}
