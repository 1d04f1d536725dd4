/** What the runs return ends here, so that none of them can be skipped. */
let sink = 0;

/** Nanoseconds of this thread's processor time an item: what one core does, however busy the machine is. */
function time(items: number, run: (index: number) => number): number {
  const before = process.threadCpuUsage();
  for (let i = 0; i < items; i++) sink ^= run(i);
  const { user, system } = process.threadCpuUsage(before);
  return ((user + system) * 1000) / items;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

export interface Contestant {
  readonly name: string;
  readonly items: number;
  readonly run: (index: number) => number;
}

/** Runs contestants in turn, so that the machine's moods hit all of them. Median ns an item. */
export function interleave(contestants: readonly Contestant[], rounds = 7): Map<string, number> {
  const samples = new Map(contestants.map(({ name }) => [name, [] as number[]]));
  for (const { items, run } of contestants) time(Math.max(2000, items >> 2), run);
  for (let round = 0; round < rounds; round++) {
    for (const { name, items, run } of contestants) samples.get(name)!.push(time(items, run));
  }
  return new Map([...samples].map(([name, values]) => [name, median(values)]));
}

export function perSecond(ns: number): string {
  return `${Math.round(1e9 / ns)
    .toLocaleString("en")
    .padStart(10)}/s`;
}
