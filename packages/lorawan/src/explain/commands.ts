import type { CommandSet } from "../command/command-set.ts";
import type { Command } from "../command/command.ts";
import type { Direction } from "../frame/m-hdr.ts";
import { APPLICATION_PACKAGES } from "../packages/packages.ts";
import { node, type ExplanationNode } from "./node.ts";

/** Bytes of a frame whose encrypted parts were replaced by what they say. */
export interface Clear {
  readonly frame: Uint8Array;
  readonly at: number;
  readonly length: number;
  readonly decrypted: boolean;
}

/** A run of commands in clear. */
export function explainCommands<C extends Command>(
  set: CommandSet<C>,
  clear: Clear,
): ExplanationNode[] {
  const { frame, at } = clear;
  const mark = clear.decrypted ? ({ decrypted: true } as const) : {};
  const parsed = set.parse(frame.subarray(at, at + clear.length));
  const nodes = parsed.commands.map((command, i) => {
    const codec = set.codecOf(command);
    const span = parsed.spans[i]!;
    const start = at + span.at;
    const fields = codec
      .explain(command)
      .map(({ name, value, meaning, at, length }) =>
        node(frame, name, start + at, length, meaning, { value, ...mark }),
      );
    const details = fields.length > 0 ? { children: fields, ...mark } : mark;
    return node(frame, codec.name, start, span.length, codec.summary, details);
  });
  const { stop } = parsed;
  if (stop === undefined) return nodes;
  const unread = node(frame, "unread", at + stop.at, clear.length - stop.at, stop.reason, {
    value: stop.code,
    ...mark,
  });
  return [...nodes, unread];
}

/** A payload on the port of an application-layer package, by the version that leaves the least unread. */
export function explainPackage(
  direction: Direction,
  fPort: number,
  clear: Clear,
): { readonly meaning: string; readonly children: readonly ExplanationNode[] } | undefined {
  const bytes = clear.frame.subarray(clear.at, clear.at + clear.length);
  const unread = (set: CommandSet<Command>): number => {
    const { stop } = set.parse(bytes);
    return stop === undefined ? 0 : bytes.length - stop.at;
  };
  const best = APPLICATION_PACKAGES.filter((candidate) => candidate.fPort === fPort)
    .map((candidate) => ({ candidate, unread: unread(candidate.commands[direction]) }))
    .toSorted((a, b) => a.unread - b.unread)[0];
  if (best === undefined || best.unread === bytes.length) return undefined;
  const { document, name, packageVersion } = best.candidate;
  return {
    meaning: `${document} ${name}, version ${packageVersion}`,
    children: explainCommands(best.candidate.commands[direction], clear),
  };
}
