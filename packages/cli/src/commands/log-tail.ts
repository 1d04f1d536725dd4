import type { Command } from "commander";
import { CallerError, formatInstant } from "@lorats/base";
import type { EventType, StoredEvent } from "@lorats/events";
import type { CliCommand } from "../command.ts";
import { integer } from "../phy/options.ts";
import { placeOf, placeOptions, type PlaceOptions } from "../store/place.ts";

interface Options extends PlaceOptions {
  readonly lines: number;
  readonly follow?: boolean;
  readonly type?: string;
  readonly key?: string;
  readonly unsealed?: boolean;
  readonly json?: boolean;
}

/** `lorats log tail`: the newest events, and those that come. */
export const LOG_TAIL: CliCommand = {
  path: ["log", "tail"],
  summary: "print the newest events of the log",
  configure(command: Command): void {
    placeOptions(command)
      .option("-n, --lines <count>", "how many to begin with", integer(0, 10_000), 20)
      .option("-f, --follow", "go on with what comes, until Ctrl-C")
      .option("--type <kinds>", "only these kinds, several with commas")
      .option("--key <id>", "only those of one device or gateway")
      .option("--unsealed", "open what devices said, with the key-encryption key")
      .option("--json", "JSON Lines on stdout")
      .action(tail);
  },
};

async function tail(options: Options): Promise<void> {
  const types = options.type === undefined ? undefined : await eventTypes(options.type);
  const { openLogForReading } = await import("@lorats/storage");
  const opened = await openLogForReading(await placeOf(options), {
    unseal: options.unsealed ?? false,
  });
  const { log } = opened;
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
  try {
    const { key, lines } = options;
    // Where following begins is asked first, so that nothing falls between.
    const head = await log.head();
    if (lines > 0) {
      const page = await log.read({ before: "end", types, key, limit: lines });
      for (const event of page.events.toReversed()) print(options, event);
    }
    if (!options.follow) return;
    for await (const events of log.follow(head, stop.signal)) {
      for (const event of events) {
        const isWanted = (types?.includes(event.type) ?? true) && (key ?? event.key) === event.key;
        if (isWanted) print(options, event);
      }
    }
  } finally {
    await opened.close();
  }
}

function print({ json }: Options, event: StoredEvent): void {
  const { position, type, tenantId, key, body } = event;
  const time = formatInstant(event.time);
  const line = json
    ? JSON.stringify({ position, type, tenantId, key, time, body })
    : `${position}  ${time}  ${type.padEnd(14)} ${key}  ${JSON.stringify(body)}`;
  process.stdout.write(`${line}\n`);
}

async function eventTypes(text: string): Promise<readonly EventType[]> {
  const { EVENT_KINDS } = await import("@lorats/events");
  const known = Object.keys(EVENT_KINDS);
  const types = text.split(",").map((word) => word.trim());
  const strange = types.find((type) => !known.includes(type));
  if (strange !== undefined) {
    const message = `there is no kind ${strange}; there are ${known.join(", ")}`;
    throw new CallerError("CLI_BAD_ARGUMENT", message);
  }
  return types as EventType[];
}
