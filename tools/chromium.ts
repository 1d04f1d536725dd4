import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const CANDIDATES = [
  process.env["CHROMIUM"] ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Path of a Chromium to test with, if this machine has one. */
export function findChromium(): string | undefined {
  return CANDIDATES.find((candidate) => candidate !== "" && existsSync(candidate));
}

/** Installs Debian's Chromium when there is none, this is root, and apt is here. */
export function ensureChromium(): void {
  if (findChromium() || !existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0) return;
  console.error("test: installing chromium for the browser tests …");
  const quiet = { stdio: ["ignore", "ignore", "inherit"] as ["ignore", "ignore", "inherit"] };
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["-qq", "update"], { ...quiet, env });
  spawnSync("apt-get", ["-qq", "install", "-y", "--no-install-recommends", "chromium"], {
    ...quiet,
    env,
  });
  if (!findChromium()) console.error("test: chromium could not be installed");
}
