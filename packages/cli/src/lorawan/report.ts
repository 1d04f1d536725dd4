import type { ExplanationNode, FrameExplanation } from "@lorats/lorawan";

const MAX_HEX = 24;

/** A frame for a person: what it is, whether it is genuine, then part by part with offset, bytes and meaning. */
export function describeFrame(explanation: FrameExplanation): string[] {
  const { summary, mic, tree } = explanation;
  const rows = tree.flatMap((node) => rowsOf(node, 0));
  const width = (column: 0 | 1 | 2): number =>
    Math.max(0, ...rows.map((row) => row[column].length));
  const [offsets, names, bytes] = [width(0), width(1), width(2)];
  const lines = rows.map(([offset, name, hex, meaning]) =>
    `${offset.padStart(offsets)}  ${name.padEnd(names)}  ${hex.padEnd(bytes)}  ${meaning}`.trimEnd(),
  );
  const verdict = mic === undefined ? [] : [`MIC ${mic.mic}: ${mic.note}`];
  return [summary, ...verdict, ...(lines.length > 0 ? ["", ...lines] : [])];
}

type Row = readonly [offset: string, name: string, hex: string, meaning: string];

function rowsOf(node: ExplanationNode, depth: number): Row[] {
  const { at, name, hex, value, meaning, decrypted, children = [] } = node;
  const shown = hex.length > MAX_HEX ? `${hex.slice(0, MAX_HEX)}…` : hex;
  const plain = typeof value !== "object" && value !== undefined;
  const scalar = plain && !meaning.startsWith(`${value}`) ? `${value}: ` : "";
  const row: Row = [
    `${at}`,
    `${"  ".repeat(depth)}${name}`,
    decrypted ? `(${shown})` : shown,
    `${scalar}${meaning}`,
  ];
  return [row, ...children.flatMap((child) => rowsOf(child, depth + 1))];
}
