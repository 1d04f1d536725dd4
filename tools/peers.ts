import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Other people's programs that tests speak with, and Debian's packages of them. */
const PEERS = { mosquitto: "mosquitto", "nats-server": "nats-server", kcat: "kcat" };
/** Those that only long tests need. */
const MORE_PEERS = { "rabbitmq-server": "rabbitmq-server" };
const FOLDERS = ["/usr/bin", "/usr/sbin", "/usr/local/bin"];

/**
 * Installs what is missing on machines that are there to test only: brokers are services, which nobody wants to find on
 * his own machine. Elsewhere the tests that need one say that they were skipped, and which package would help.
 */
export function ensurePeers({ long = false } = {}): void {
  const isRoot = process.getuid?.() === 0;
  if (process.env["CI"] !== "true" || !isRoot || !existsSync("/usr/bin/apt-get")) return;
  const wanted = Object.entries(long ? { ...PEERS, ...MORE_PEERS } : PEERS);
  const missing = wanted.filter(
    ([program]) => !FOLDERS.some((folder) => existsSync(`${folder}/${program}`)),
  );
  if (missing.length === 0) return;
  const packages = missing.map(([, name]) => name);
  console.error(`test: installing ${packages.join(", ")} for the tests with real brokers …`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const install = ["-qq", "install", "-y", "--no-install-recommends", ...packages];
  spawnSync("apt-get", ["-qq", "update"], { stdio: "ignore", env });
  const { status } = spawnSync("apt-get", install, { stdio: "ignore", env });
  if (status !== 0) console.error("test: they could not be installed");
}
