import { toHex } from "@lorats/base";
import type { Command, CommandCodec, FieldNote } from "./command.ts";
import type { Field } from "./field.ts";

type FieldsOf<C extends Command> = {
  readonly [Name in Exclude<keyof C, "command">]: Field<C[Name]>;
};

interface CommandLayout<C extends Command> {
  readonly name: C["command"];
  readonly cid: number;
  readonly direction: CommandCodec["direction"];
  readonly summary: string;
  /** Bytes after the CID. Bits that no field claims are reserved: zero when sent, ignored when received. */
  readonly length: number;
  readonly fields: FieldsOf<C>;
}

/** A command of fixed length, from the description of its fields. */
export function fixedCommand<C extends Command>(layout: CommandLayout<C>): CommandCodec<C> {
  const { name, cid, direction, summary, length } = layout;
  const fields = Object.entries(layout.fields) as [keyof C & string, Field<unknown>][];
  return {
    name,
    cid,
    direction,
    summary,
    payloadLength: () => length,
    decode(payload) {
      const command: Record<string, unknown> = { command: name };
      for (const [key, field] of fields) command[key] = field.read(payload);
      return command as unknown as C;
    },
    problem(command) {
      const bad = fields.find(([key, field]) => !field.holds(command[key]));
      return bad && `${name}.${bad[0]} cannot be ${say(command[bad[0]])}`;
    },
    encode(command) {
      const payload = new Uint8Array(length);
      for (const [key, field] of fields) field.write(command[key], payload);
      return payload;
    },
    explain: (command) => fields.map(([key, field]) => note(key, field, command[key])),
  };
}

function note(name: string, field: Field<unknown>, value: unknown): FieldNote {
  return {
    name,
    value: value instanceof Uint8Array ? toHex(value) : (value as FieldNote["value"]),
    meaning: field.words(value),
    at: 1 + field.at,
    length: field.length,
  };
}

function say(value: unknown): string {
  return value instanceof Uint8Array ? `${value.length} bytes` : String(value);
}
