import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { until } from "../../../base/test/until.ts";

const CHECKOUT = path.join(import.meta.dirname, "../../../..");

/** What the start-up screen tells a person, read as a person would. */
export interface Screen {
  readonly text: string;
  readonly url: string;
  readonly signInUrl: string;
  readonly apiKey: string;
  readonly mqtt: { readonly url: string; readonly username: string; readonly password: string };
}

/** `lorats start --demo` as a process of its own, on free ports, with its data in `dataDir`. */
export class DemoProcess {
  readonly #child: ChildProcess;
  readonly #exit: Promise<number | null>;
  #output = "";

  constructor(dataDir: string, env: Record<string, string> = {}, args: readonly string[] = []) {
    const free = {
      LORATS_HTTP_PORT: "0",
      LORATS_MQTT_PORT: "0",
      LORATS_SEMTECH_UDP_PORT: "0",
      // The SDR takes a processor core that tests beside this one want; tests that need it say so.
      LORATS_DEMO_SDR: "off",
    };
    const command = [path.join(CHECKOUT, "packages/cli/bin/lorats.mjs"), "start", "--demo"];
    this.#child = spawn(process.execPath, [...command, "--data-dir", dataDir, ...args], {
      cwd: CHECKOUT,
      env: { ...process.env, ...free, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
      });
    }
    this.#exit = once(this.#child, "exit").then(([code]) => code as number | null);
  }

  get output(): string {
    return this.#output;
  }

  /** Waits until everything that a person needs has been printed. */
  async ready(timeoutMs?: number): Promise<Screen> {
    const screen = (): Screen | undefined => readScreen(this.#output);
    await until(() => screen() !== undefined || this.#hasEnded, timeoutMs).catch(() => {});
    const found = screen();
    if (!found) throw new Error(`no start-up screen; printed:\n${this.#output}`);
    return found;
  }

  /** Ctrl-C, and the exit code that follows. */
  async interrupt(): Promise<number | null> {
    process.kill(this.#child.pid!, "SIGINT");
    return this.#exit;
  }

  /** The power cut: every process of the demo at once. */
  async kill(): Promise<void> {
    if (!this.#hasEnded) process.kill(-this.#child.pid!, "SIGKILL");
    await this.#exit;
  }

  /** Of a process that is expected to end by itself. */
  async exitCode(): Promise<number | null> {
    await until(() => this.#hasEnded).catch(() => {});
    if (this.#hasEnded) return this.#exit;
    await this.kill();
    throw new Error(`it did not end by itself; printed:\n${this.#output}`);
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

function readScreen(text: string): Screen | undefined {
  const signInUrl = /(https?:\/\/\S+#token=\S+)/.exec(text)?.[1];
  const apiKey = /Authorization: Bearer ([^'"\s]+)/.exec(text)?.[1];
  const mqtt = /mosquitto_sub -h (\S+) -p (\d+) -u (\S+) -P (\S+)/.exec(text);
  if (!signInUrl || !apiKey || !mqtt) return undefined;
  const [, host, port, username, password] = mqtt;
  return {
    text,
    url: new URL(signInUrl).origin,
    signInUrl,
    apiKey,
    mqtt: { url: `mqtt://${host}:${port}`, username: username!, password: password! },
  };
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
