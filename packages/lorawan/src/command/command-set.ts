import { CallerError } from "@lorats/base";
import type { Command, CommandCodec } from "./command.ts";

/** The codecs of one direction by name; a missing or misnamed one does not compile. */
export type CodecsByName<C extends Command> = {
  readonly [Name in C["command"]]: CommandCodec<Extract<C, { readonly command: Name }>>;
};

/** Why parsing ended before the last byte. */
export interface CommandStop {
  readonly code: "LW_COMMAND_UNKNOWN" | "LW_COMMAND_TRUNCATED";
  readonly reason: string;
  /** Where the first byte that was not read is. */
  readonly at: number;
}

export interface ParsedCommands<C extends Command> {
  readonly commands: readonly C[];
  /** Where each command is, CID included. */
  readonly spans: readonly { readonly at: number; readonly length: number }[];
  /** Set when bytes are left over: nobody knows how long an unknown command is. */
  readonly stop?: CommandStop;
}

/** The commands of one direction, and how a run of them is read and written. */
export class CommandSet<C extends Command> {
  readonly #byCid = new Map<number, CommandCodec<C>>();
  readonly #byName = new Map<string, CommandCodec<C>>();

  constructor(codecs: CodecsByName<C>) {
    for (const codec of Object.values(codecs) as CommandCodec<C>[]) {
      this.#byCid.set(codec.cid, codec);
      this.#byName.set(codec.name, codec);
    }
  }

  /** @see LoRaWAN L2 1.0.4 §5: an unknown command ends the processing of the sequence. */
  parse(bytes: Uint8Array): ParsedCommands<C> {
    const commands: C[] = [];
    const spans: { at: number; length: number }[] = [];
    let at = 0;
    while (at < bytes.length) {
      const codec = this.#byCid.get(bytes[at]!);
      if (codec === undefined) {
        const cid = bytes[at]!.toString(16).padStart(2, "0");
        return stopped(commands, spans, {
          code: "LW_COMMAND_UNKNOWN",
          reason: `no command has the CID 0x${cid} in this direction`,
          at,
        });
      }
      const rest = bytes.subarray(at + 1);
      const length = codec.payloadLength(rest);
      if (length === undefined || length > rest.length) {
        const needed = length === undefined ? "more" : `${length}`;
        return stopped(commands, spans, {
          code: "LW_COMMAND_TRUNCATED",
          reason: `${codec.name} needs ${needed} bytes after its CID, ${rest.length} are left`,
          at,
        });
      }
      commands.push(codec.decode(rest.subarray(0, length)));
      spans.push({ at, length: 1 + length });
      at += 1 + length;
    }
    return { commands, spans };
  }

  /** @throws {CallerError} `LW_BAD_FIELD` */
  encode(commands: readonly C[]): Uint8Array<ArrayBuffer> {
    const bytes: number[] = [];
    for (const command of commands) {
      const codec = this.codecOf(command);
      const problem = codec.problem(command);
      if (problem !== undefined) throw new CallerError("LW_BAD_FIELD", problem);
      bytes.push(codec.cid, ...codec.encode(command));
    }
    return Uint8Array.from(bytes);
  }

  get codecs(): readonly CommandCodec<C>[] {
    return [...this.#byName.values()];
  }

  /** @throws {CallerError} `LW_COMMAND_UNKNOWN` for a command of another direction or package */
  codecOf(command: C): CommandCodec<C> {
    const codec = this.#byName.get(command.command);
    if (codec === undefined) {
      throw new CallerError("LW_COMMAND_UNKNOWN", `${command.command} does not belong here`);
    }
    return codec;
  }
}

function stopped<C extends Command>(
  commands: readonly C[],
  spans: ParsedCommands<C>["spans"],
  stop: CommandStop,
): ParsedCommands<C> {
  return { commands, spans, stop };
}
