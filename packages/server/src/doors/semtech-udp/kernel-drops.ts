import { readFile } from "node:fs/promises";

const TABLES = ["/proc/net/udp", "/proc/net/udp6"];
const LOCAL_ADDRESS = 1;

/**
 * Datagrams that the kernel dropped because nobody read them in time, for the sockets on a port. Undefined where
 * there is no such table (outside Linux).
 * @see man 5 proc, /proc/net/udp
 */
export async function kernelDrops(port: number): Promise<number | undefined> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  let drops: number | undefined;
  for (const table of TABLES) {
    let text: string;
    try {
      text = await readFile(table, "utf8");
    } catch {
      continue;
    }
    for (const line of text.trim().split("\n").slice(1)) {
      const columns = line.trim().split(/\s+/);
      if (!columns[LOCAL_ADDRESS]!.endsWith(suffix)) continue;
      drops = (drops ?? 0) + Number(columns.at(-1));
    }
  }
  return drops;
}
