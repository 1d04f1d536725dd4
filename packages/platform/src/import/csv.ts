import { accept, refuse, type Result } from "@lorats/base";

/** One record with the line on which it begins, counted from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

const DELIMITERS = [",", ";", "\t"] as const;

/**
 * Reads a table of text: fields between commas, semicolons or tabs (whichever the first line has most of), in quotes where
 * they hold one of those or a line break. Empty lines are passed over, so is a byte order mark.
 * Refusal: `CSV_QUOTE` with the line on which a quote begins that does not end, or ends before more text.
 *
 * @see RFC 4180
 */
export function readCsv(text: string): Result<readonly CsvRecord[]> {
  const source = text.replace(/^\uFEFF/, "");
  const delimiter = delimiterOf(source);
  const records: CsvRecord[] = [];
  let at = 0;
  let line = 1;
  while (at < source.length) {
    const record: { line: number; fields: string[] } = { line, fields: [] };
    for (let more = true; more;) {
      const field = readField(source, at, delimiter);
      if (!field) return refuse("CSV_QUOTE", `line ${line}: the quotes of a field do not end it`);
      record.fields.push(field.text);
      line += field.lineBreaks;
      at = field.end;
      more = source[at] === delimiter;
      if (more) at++;
    }
    if (source[at] === "\r" && source[at + 1] === "\n") at++;
    at++;
    line++;
    if (record.fields.length > 1 || record.fields[0] !== "") records.push(record);
  }
  return accept(records);
}

interface Field {
  readonly text: string;
  /** Where the delimiter or line break stands that ended it. */
  readonly end: number;
  readonly lineBreaks: number;
}

function readField(source: string, from: number, delimiter: string): Field | undefined {
  if (source[from] !== '"') {
    let end = from;
    while (end < source.length && source[end] !== delimiter && !isBreak(source[end])) end++;
    return { text: source.slice(from, end), end, lineBreaks: 0 };
  }
  let text = "";
  for (let at = from + 1; ;) {
    const close = source.indexOf('"', at);
    if (close < 0) return undefined;
    text += source.slice(at, close);
    if (source[close + 1] === '"') {
      text += '"';
      at = close + 2;
      continue;
    }
    const end = close + 1;
    if (end < source.length && source[end] !== delimiter && !isBreak(source[end])) return undefined;
    return { text, end, lineBreaks: text.split(/\r\n|\r|\n/).length - 1 };
  }
}

function isBreak(character: string | undefined): boolean {
  return character === "\n" || character === "\r";
}

function delimiterOf(source: string): string {
  const first = source.slice(0, source.search(/[\r\n]|$/));
  const count = (one: string): number => first.split(one).length;
  return DELIMITERS.reduce((best, one) => (count(one) > count(best) ? one : best));
}
