import {
  accept,
  fromBase64,
  NS_PER_S,
  parseInstant,
  refuse,
  toBase64,
  type Result,
} from "@lorats/base";
import { isObject, type JsonObject } from "../../json/fields.ts";
import { durationField, formatDuration, formatTimestamp } from "../proto-json.ts";
import type { FieldSpec, FieldType, MessageType } from "./messages.ts";
import { readFields, WIRE, WireWriter, type WireField } from "./wire.ts";

const decoder = new TextDecoder();
const encoder = new TextEncoder();
/** No message that is understood is nested deeper. */
const MAX_DEPTH = 8;
const MAP_KEY = 1;
const MAP_VALUE = 2;

/**
 * Protobuf's binary form as its JSON form, so that one set of decoders reads both. Fields that are not known are
 * passed over; one whose wire type is not its own counts as absent, as in other implementations.
 * Refusal: `GWM_BAD_PROTOBUF`.
 */
export function protobufToJson(
  bytes: Uint8Array,
  type: MessageType,
  depth: number = MAX_DEPTH,
): Result<JsonObject> {
  if (depth === 0) return refuse("GWM_BAD_PROTOBUF", "the message is nested too deep");
  const fields = readFields(bytes);
  if (!fields.ok) return fields;
  const json: Record<string, unknown> = {};
  for (const field of fields.value) {
    const spec = type.get(field.no);
    if (!spec) continue;
    const values = readValues(field, spec, depth);
    if (!values.ok) return values;
    for (const value of values.value) put(json, spec, value);
  }
  return accept(json);
}

function put(json: Record<string, unknown>, spec: FieldSpec, value: unknown): void {
  const { name, type, repeated } = spec;
  if (repeated) ((json[name] ??= []) as unknown[]).push(value);
  else if (type === "text-map") json[name] = { ...(json[name] as object), ...(value as object) };
  else json[name] = value;
}

/** One value, or those of a packed list; none of a wire type that the field does not have. */
function readValues(field: WireField, spec: FieldSpec, depth: number): Result<readonly unknown[]> {
  const { type, repeated } = spec;
  if (repeated && type === "uint32" && field.wire === WIRE.bytes) return readPacked(field.bytes);
  if (typeof type === "object" && "message" in type) {
    if (field.wire !== WIRE.bytes) return accept([]);
    const inner = protobufToJson(field.bytes, type.message, depth - 1);
    return inner.ok ? accept([inner.value]) : inner;
  }
  const value = readScalar(field, type);
  return accept(value === undefined ? [] : [value]);
}

/** Packed varints look like fields without tags: each is read as one behind a tag of its own. */
function readPacked(bytes: Uint8Array): Result<readonly unknown[]> {
  const values: number[] = [];
  let start = 0;
  for (const [i, byte] of bytes.entries()) {
    if (byte >= 0x80) continue;
    const one = readFields(Uint8Array.of(0x08, ...bytes.subarray(start, i + 1)));
    if (!one.ok) return one;
    values.push(Number(BigInt.asUintN(32, one.value[0]!.varint)));
    start = i + 1;
  }
  return accept(values);
}

function readScalar(
  { wire, varint, bytes }: WireField,
  type: Exclude<FieldType, { message: MessageType }>,
): unknown {
  if (typeof type === "object")
    return wire === WIRE.varint ? enumName(varint, type.values) : undefined;
  switch (type) {
    case "uint32":
      return wire === WIRE.varint ? Number(BigInt.asUintN(32, varint)) : undefined;
    case "int32":
      return wire === WIRE.varint ? Number(BigInt.asIntN(32, varint)) : undefined;
    case "bool":
      return wire === WIRE.varint ? varint !== 0n : undefined;
    case "float":
      return wire === WIRE.fixed32 ? view(bytes).getFloat32(0, true) : undefined;
    case "double":
      return wire === WIRE.fixed64 ? view(bytes).getFloat64(0, true) : undefined;
    case "string":
      return wire === WIRE.bytes ? decoder.decode(bytes) : undefined;
    case "bytes":
      return wire === WIRE.bytes ? toBase64(bytes) : undefined;
    case "duration":
      return wire === WIRE.bytes ? readTime(bytes, formatDuration) : undefined;
    case "timestamp":
      return wire === WIRE.bytes ? readTime(bytes, formatTimestamp) : undefined;
    case "text-map":
      return wire === WIRE.bytes ? readEntry(bytes) : undefined;
  }
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset);
}

/** By number where it has no name, which the decoders then refuse. */
function enumName(varint: bigint, values: readonly string[]): string | number {
  const index = Number(BigInt.asIntN(32, varint));
  return values[index] ?? index;
}

/** `google.protobuf.Duration` and `Timestamp` alike: seconds and nanoseconds. */
function readTime(bytes: Uint8Array, format: (ns: bigint) => string): string | undefined {
  const fields = readFields(bytes);
  if (!fields.ok) return undefined;
  let ns = 0n;
  for (const { no, wire, varint } of fields.value) {
    if (wire !== WIRE.varint) continue;
    if (no === 1) ns += BigInt.asIntN(64, varint) * NS_PER_S;
    if (no === 2) ns += BigInt.asIntN(32, varint);
  }
  try {
    return format(ns);
  } catch {
    // A year that no calendar has.
    return undefined;
  }
}

function readEntry(bytes: Uint8Array): Record<string, string> | undefined {
  const fields = readFields(bytes);
  if (!fields.ok) return undefined;
  const text = (wanted: number): string =>
    decoder.decode(
      fields.value.find(({ no, wire }) => no === wanted && wire === WIRE.bytes)?.bytes,
    );
  return Object.fromEntries([[text(MAP_KEY), text(MAP_VALUE)]]);
}

/** The other way round, for what was made by the encoders of the JSON form. */
export function jsonToProtobuf(json: JsonObject, type: MessageType): Uint8Array {
  const writer = new WireWriter();
  for (const [no, spec] of type) {
    const value = json[spec.name];
    if (value === undefined || value === null) continue;
    if (spec.repeated && spec.type === "uint32") writePacked(writer, no, value as number[]);
    else
      for (const one of spec.repeated ? (value as unknown[]) : [value])
        write(writer, no, one, spec.type);
  }
  return writer.finish();
}

function writePacked(writer: WireWriter, no: number, values: readonly number[]): void {
  const inner = new WireWriter();
  for (const value of values) inner.bare(BigInt(value));
  writer.bytes(no, inner.finish());
}

function write(writer: WireWriter, no: number, value: unknown, type: FieldType): void {
  if (typeof type === "object") {
    if ("message" in type) writer.bytes(no, jsonToProtobuf(value as JsonObject, type.message));
    else writer.varint(no, BigInt(Math.max(0, type.values.indexOf(value as string))));
    return;
  }
  switch (type) {
    case "uint32":
    case "int32":
      return writer.varint(no, BigInt(value as number));
    case "bool":
      return writer.varint(no, value === true ? 1n : 0n);
    case "float":
      return writer.float(no, value as number, 4);
    case "double":
      return writer.float(no, value as number, 8);
    case "string":
      return writer.bytes(no, encoder.encode(value as string));
    case "bytes":
      return writer.bytes(no, fromBase64(value as string));
    case "duration":
      return writer.bytes(no, timeBytes(durationField(value) ?? 0n));
    case "timestamp":
      return writer.bytes(no, timeBytes(parseInstant(value as string)));
    case "text-map":
      if (!isObject(value)) return undefined;
      for (const [key, text] of Object.entries(value)) {
        const entry = new WireWriter();
        entry.bytes(MAP_KEY, encoder.encode(key));
        entry.bytes(MAP_VALUE, encoder.encode(String(text)));
        writer.bytes(no, entry.finish());
      }
      return undefined;
  }
}

function timeBytes(ns: bigint): Uint8Array {
  const writer = new WireWriter();
  writer.varint(1, ns / NS_PER_S);
  writer.varint(2, ns % NS_PER_S);
  return writer.finish();
}
