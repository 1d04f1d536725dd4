import type { DataTable } from "../figure.ts";

/** RFC 4180, with a header line. */
export function renderCsv({ columns, rows }: DataTable): string {
  return [columns, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

function cell(value: string | number | null): string {
  const words = value === null ? "" : String(value);
  return /[",\r\n]/.test(words) ? `"${words.replaceAll('"', '""')}"` : words;
}
