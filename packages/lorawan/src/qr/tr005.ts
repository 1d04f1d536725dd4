import { accept, CallerError, refuse, type Eui64, type Result } from "@lorats/base";
import { crc16Modbus } from "./crc16-modbus.ts";

/** What the QR code on a LoRaWAN device says about it. */
export interface DeviceQrCode {
  readonly joinEui: Eui64;
  readonly devEui: Eui64;
  /** The manufacturer's LoRa Alliance vendor id, 0 … 0xFFFF. */
  readonly vendorId: number;
  /** The vendor's own number of the device profile, 0 … 0xFFFF. */
  readonly vendorProfileId: number;
  /** Proves to the join server that the reader holds the device. Treat it as a secret. */
  readonly ownerToken?: string;
  readonly serialNumber?: string;
  readonly proprietary?: string;
}

const TYPE = "LW";
const SCHEMA = "D0";
/** Longest text that a QR code of any size holds in alphanumeric mode. */
const MAX_LENGTH = 4296;
/** What an optional field may hold: printable ASCII but the colon that separates fields. */
const VALUE = /^[\x20-\x39\x3b-\x7e]+$/;
/** The characters of a QR code's dense alphanumeric mode, less the colon. */
const DENSE_VALUE = /^[0-9A-Z $%*+\-./]+$/;

/** Tags of the optional fields, in the order in which they are written. */
const OPTIONAL = [
  ["O", "ownerToken"],
  ["S", "serialNumber"],
  ["P", "proprietary"],
] as const;

/**
 *     LW:D0:<JoinEUI>:<DevEUI>:<VendorID VendorProfileID>[:O<token>][:S<serial>][:P<proprietary>][:C<checksum>]
 *
 * Refuses with `LW_QR_NOT_LORAWAN` (other text), `LW_QR_SCHEMA` (another schema), `LW_QR_BAD_FIELD` and
 * `LW_QR_BAD_CHECKSUM`. A checksum is verified where there is one. Fields with unknown tags are ignored, as the
 * recommendation asks; empty optional fields count as absent.
 *
 * @see LoRa Alliance TR005 1.0.0 §4.2
 */
export function parseDeviceQrCode(text: string): Result<DeviceQrCode> {
  if (text.length > MAX_LENGTH) return refuse("LW_QR_NOT_LORAWAN", "longer than any QR code");
  const [type, schema, joinEui, devEui, profileId, ...optional] = text.trim().split(":");
  if (type !== TYPE) return refuse("LW_QR_NOT_LORAWAN", `a device's code starts with ${TYPE}:`);
  if (schema !== SCHEMA) return refuse("LW_QR_SCHEMA", `only schema ${SCHEMA} is known`);
  if (!isHex(joinEui, 16)) return badField("JoinEUI", "16 hexadecimal digits", joinEui);
  if (!isHex(devEui, 16)) return badField("DevEUI", "16 hexadecimal digits", devEui);
  if (!isHex(profileId, 8)) return badField("ProfileID", "8 hexadecimal digits", profileId);
  const fields = readOptional(optional);
  if (!fields.ok) return fields;
  const refusal = checkChecksum(text.trim(), fields.value.get("C"));
  if (refusal) return refusal;
  return accept({
    joinEui: joinEui.toLowerCase() as Eui64,
    devEui: devEui.toLowerCase() as Eui64,
    vendorId: Number.parseInt(profileId.slice(0, 4), 16),
    vendorProfileId: Number.parseInt(profileId.slice(4), 16),
    ...Object.fromEntries(
      OPTIONAL.filter(([tag]) => fields.value.has(tag)).map(([tag, name]) => [
        name,
        fields.value.get(tag),
      ]),
    ),
  });
}

/**
 * The text to put into a QR code.
 * @param withChecksum appends the CRC; readers that know TR005 then notice a misread or retyped character
 * @throws {CallerError} `LW_QR_BAD_FIELD` for a number above 16 bits, or an optional field with a character outside QR
 *   codes' alphanumeric mode
 */
export function buildDeviceQrCode(code: DeviceQrCode, withChecksum = true): string {
  const profileId =
    hex16(code.vendorId, "vendorId") + hex16(code.vendorProfileId, "vendorProfileId");
  const fields = [TYPE, SCHEMA, code.joinEui.toUpperCase(), code.devEui.toUpperCase(), profileId];
  for (const [tag, name] of OPTIONAL) {
    const value = code[name];
    if (!value) continue;
    if (!DENSE_VALUE.test(value)) {
      throw new CallerError("LW_QR_BAD_FIELD", `${name} may hold 0-9, A-Z, space and $%*+-./ only`);
    }
    fields.push(tag + value);
  }
  const text = fields.join(":");
  return withChecksum ? `${text}:C${checksumOf(text)}` : text;
}

function readOptional(parts: readonly string[]): Result<ReadonlyMap<string, string>> {
  const fields = new Map<string, string>();
  for (const part of parts) {
    const tag = part.slice(0, 1);
    const value = part.slice(1);
    if (value === "") continue;
    if (!VALUE.test(value)) return badField(`optional field ${tag}`, "printable characters", value);
    if (fields.has(tag)) return refuse("LW_QR_BAD_FIELD", `field ${tag} occurs twice`);
    fields.set(tag, value);
  }
  return accept(fields);
}

/** The checksum covers everything before the colon that leads it; it is always the last field. */
function checkChecksum(
  text: string,
  checksum: string | undefined,
): ReturnType<typeof refuse> | undefined {
  if (checksum === undefined) return;
  const covered = text.slice(0, text.lastIndexOf(":C"));
  if (!text.endsWith(`:C${checksum}`)) {
    return refuse("LW_QR_BAD_FIELD", "the checksum is not the last field");
  }
  if (checksumOf(covered) !== checksum.toUpperCase()) {
    return refuse("LW_QR_BAD_CHECKSUM", "the checksum does not match: read or type the code again");
  }
}

function checksumOf(text: string): string {
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return crc16Modbus(bytes).toString(16).toUpperCase().padStart(4, "0");
}

function isHex(text: string | undefined, digits: number): text is string {
  return text !== undefined && text.length === digits && /^[0-9A-Fa-f]*$/.test(text);
}

function badField(name: string, expected: string, found = ""): ReturnType<typeof refuse> {
  const shown = JSON.stringify(found.slice(0, 32));
  return refuse("LW_QR_BAD_FIELD", `${name} is not ${expected}: ${shown}`);
}

function hex16(value: number, name: string): string {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff) {
    throw new CallerError("LW_QR_BAD_FIELD", `${name} is a number from 0 to 65535`);
  }
  return value.toString(16).toUpperCase().padStart(4, "0");
}
