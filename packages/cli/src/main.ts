import { runCli } from "./program.ts";

/** Commands that go on when nobody reads what they print. */
const SERVING: ReadonlySet<string | undefined> = new Set(["start", "gateway", "world"]);
/** What a shell says of a command that a closed pipe ended: 128 + SIGPIPE, which Node ignores. */
const BROKEN_PIPE = 141;

const [command] = process.argv.slice(2);
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    // `| head` has seen enough.
    if (!SERVING.has(command)) process.exit(BROKEN_PIPE);
  });
}

process.exitCode = await runCli(process.argv.slice(2));
