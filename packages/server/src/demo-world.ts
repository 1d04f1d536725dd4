import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { CancelTimer, Clock } from "@lorats/base";
import type { Logger } from "pino";

export interface DemoWorldOptions {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly udpHost: string;
  readonly udpPort: number;
  /** Where the world keeps what its devices remember. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The program to run; the simulated world when absent. */
  readonly program?: string;
}

const PROGRAM = fileURLToPath(new URL("../../world/src/main.ts", import.meta.url));
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** Whoever lived this long before it died is started again at once. */
const LIVED_MS = 60_000;
const STOP_MS = 1_500;

/** The simulated world beside the server, in a process of its own that is started again when it dies. */
export class DemoWorld {
  readonly #options: DemoWorldOptions;
  #child: ChildProcess | undefined;
  #cancelRestart: CancelTimer = () => {};
  #pauseMs = FIRST_PAUSE_MS;
  #stopped = false;
  #starts = 0;

  constructor(options: DemoWorldOptions) {
    this.#options = options;
  }

  get starts(): number {
    return this.#starts;
  }

  start(): void {
    const { apiUrl, apiKey, udpHost, udpPort, folder, clock, logger, program } = this.#options;
    this.#starts++;
    const begun = clock.monotonic();
    const child = spawn(process.execPath, [program ?? PROGRAM], {
      // A process group of its own: Ctrl-C is for the server, which then ends the world in order.
      detached: true,
      stdio: ["pipe", "ignore", "pipe"],
      env: {
        PATH: process.env["PATH"],
        LORATS_API_URL: apiUrl,
        LORATS_API_KEY: apiKey,
        LORATS_UDP_HOST: udpHost,
        LORATS_UDP_PORT: String(udpPort),
        LORATS_WORLD_DIR: folder,
      },
    });
    this.#child = child;
    // When the world dies first, what we would say to it goes nowhere.
    child.stdin.on("error", () => {});
    createInterface(child.stderr).on("line", (line) => logger.info({ from: "world" }, line));
    child.once("error", (error) => logger.error(error, "the simulated world could not be started"));
    child.once("exit", (code, signal) => {
      if (this.#stopped) return;
      const livedMs = Number(clock.monotonic() - begun) / 1e6;
      this.#pauseMs =
        livedMs > LIVED_MS ? FIRST_PAUSE_MS : Math.min(2 * this.#pauseMs, LONGEST_PAUSE_MS);
      logger.warn({ code, signal, againInMs: this.#pauseMs }, "the simulated world ended");
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
