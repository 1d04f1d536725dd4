import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import type { CancelTimer, Clock } from "@lorats/base";

/** Who keeps the operating system's clock right, as far as that can be told, and how well. */
export interface OsClockState {
  readonly source: "chrony" | "timesyncd" | "unknown";
  /** One standard deviation of the date. */
  readonly sdNs: number;
}

/** What reading the clock's state takes from the system. */
export interface OsClockProbe {
  /** When a file was written last, ms since the epoch; undefined when there is none. */
  writtenMs(path: string): Promise<number | undefined>;
  /** What a command prints; undefined when it fails or there is none. */
  output(command: string, args: readonly string[]): Promise<string | undefined>;
}

/** Nobody says anything: a clock that somebody set by hand. */
const UNKNOWN: OsClockState = { source: "unknown", sdNs: 1e9 };
/**
 * systemd-timesyncd keeps a clock to some ten milliseconds over the internet; it touches its file with every answer,
 * at least every 34 minutes (its longest poll interval is 2,048 s).
 */
const TIMESYNCD_FILE = "/run/systemd/timesync/synchronized";
const TIMESYNCD_SD_NS = 15e6;
const TIMESYNCD_FRESH_MS = 3 * 2048 * 1000;
/** What chrony claims is a bound on its error: half of it is taken as one deviation, and never less than this. */
const CHRONY_LEAST_NS = 50_000;
const NORMAL_LEAP = new Set(["Normal", "Insert second", "Delete second"]);

/** Asks those who discipline the clock; whoever is not there, or not in step, is passed over. */
export async function readOsClock(probe: OsClockProbe, nowMs: number): Promise<OsClockState> {
  const tracking = await probe.output("chronyc", ["-c", "-n", "tracking"]);
  const chronySdNs = tracking === undefined ? undefined : chronySd(tracking);
  if (chronySdNs !== undefined) return { source: "chrony", sdNs: chronySdNs };
  const written = await probe.writtenMs(TIMESYNCD_FILE);
  if (written !== undefined && nowMs - written < TIMESYNCD_FRESH_MS) {
    return { source: "timesyncd", sdNs: TIMESYNCD_SD_NS };
  }
  return UNKNOWN;
}

/**
 * `chronyc -c tracking`: reference id, name, stratum, reference time, system time, last offset, RMS offset, frequency,
 * residual frequency, skew, root delay, root dispersion, update interval, leap status; times in seconds.
 * @see chronyc(1), "tracking": the error is at most |system time| + root dispersion + half the root delay
 */
function chronySd(tracking: string): number | undefined {
  const fields = tracking.trim().split(",");
  const [systemS, delayS, dispersionS] = [fields[4], fields[10], fields[11]].map(Number);
  const leap = fields[13];
  if (leap === undefined || !NORMAL_LEAP.has(leap)) return undefined;
  const boundS = Math.abs(systemS!) + dispersionS! + delayS! / 2;
  return Number.isFinite(boundS) ? Math.max(CHRONY_LEAST_NS, 0.5e9 * boundS) : undefined;
}

const systemProbe: OsClockProbe = {
  writtenMs: async (path) => {
    try {
      return (await stat(path)).mtimeMs;
    } catch {
      return undefined;
    }
  },
  output: (command, args) =>
    new Promise((resolve) => {
      execFile(command, args, { timeout: 2000 }, (error, stdout) =>
        resolve(error ? undefined : stdout),
      );
    }),
};

const READ_EVERY_MS = 60_000;

/** The operating system's clock, looked at every minute. */
export class OsClock {
  readonly #clock: Clock;
  readonly #probe: OsClockProbe;
  #state: OsClockState = UNKNOWN;
  #cancel: CancelTimer = () => {};
  #stopped = false;

  constructor(clock: Clock, probe: OsClockProbe = systemProbe) {
    this.#clock = clock;
    this.#probe = probe;
  }

  get state(): OsClockState {
    return this.#state;
  }

  async start(): Promise<void> {
    this.#state = await readOsClock(this.#probe, Number(this.#clock.now() / 1_000_000n));
    if (this.#stopped) return;
    this.#cancel = this.#clock.after(READ_EVERY_MS, () => void this.start());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }
}
