import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";

/**
 * Ports of the loopback that nobody listens on now, for programs that have to know each other's before they start.
 * Whoever is quicker may still take one: then the program that wanted it says so and is started again.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}
