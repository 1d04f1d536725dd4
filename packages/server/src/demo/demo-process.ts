import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { CancelTimer, Clock } from "@lorats/base";
import type { Logger } from "pino";

export interface DemoProcessOptions {
  /** As the log calls it. */
  readonly name: string;
  readonly program: string;
  readonly args?: readonly string[];
  /** Its whole environment but for the PATH. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly logger: Logger;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Whoever lived this long before it died is started again at once. */
const LIVED_MS = 60_000;
const STOP_MS = 1_500;

/** A program of the demonstration beside the server, in a process of its own that is started again when it dies. */
export class DemoProcess {
  readonly #options: DemoProcessOptions;
  #child: ChildProcess | undefined;
  #cancelRestart: CancelTimer = () => {};
  #pauseMs = FIRST_PAUSE_MS;
  #stopped = false;
  #starts = 0;

  constructor(options: DemoProcessOptions) {
    this.#options = options;
  }

  get starts(): number {
    return this.#starts;
  }

  start(): void {
    const { name, program, args = [], env, clock, logger } = this.#options;
    this.#starts++;
    const begun = clock.monotonic();
    const child = spawn(process.execPath, [program, ...args], {
      // A process group of its own: Ctrl-C is for the server, which then ends the demonstration in order.
      detached: true,
      stdio: ["pipe", "ignore", "pipe"],
      env: { PATH: process.env["PATH"], ...env },
    });
    this.#child = child;
    // When the program dies first, what we would say to it goes nowhere.
    child.stdin.on("error", () => {});
    createInterface(child.stderr).on("line", (line) => logger.info({ from: name }, line));
    child.once("error", (error) => logger.error(error, `${name} could not be started`));
    child.once("exit", (code, signal) => {
      if (this.#stopped) return;
      const livedMs = Number(clock.monotonic() - begun) / 1e6;
      this.#pauseMs =
        livedMs > LIVED_MS ? FIRST_PAUSE_MS : Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
      logger.warn({ code, signal, againInMs: this.#pauseMs }, `${name} ended`);
      this.#cancelRestart = clock.after(this.#pauseMs, () => this.start());
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRestart();
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.stdin?.end();
    const cancel = this.#options.clock.after(STOP_MS, () => child.kill("SIGKILL"));
    await exited;
    cancel();
  }
}
