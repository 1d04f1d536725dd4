import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";

const PUSH_DATA = 0x00;

/**
 * A way for Semtech UDP on which every other datagram of what one gateway has heard takes longer: against those that pass at once,
 * as everything else does, its counter shows how late they are. Returns its port.
 */
export async function slowRoad(
  t: TestContext,
  to: { readonly host: string; readonly port: number },
  slow: { readonly eui: string; readonly delayMs: number },
): Promise<number> {
  const near = createSocket("udp4");
  const far = new Map<number, Socket>();
  t.after(() => {
    for (const socket of [near, ...far.values()]) socket.close();
    far.clear();
  });
  const towards = (port: number): Socket => {
    let socket = far.get(port);
    if (!socket) {
      socket = createSocket("udp4");
      socket.on("message", (bytes) => near.send(bytes, port, "127.0.0.1"));
      far.set(port, socket);
    }
    return socket;
  };
  let pushed = 0;
  near.on("message", (bytes, { port }) => {
    const isOf = bytes[3] === PUSH_DATA && bytes.toString("hex", 4, 12) === slow.eui;
    const pass = (): void => far.get(port)?.send(bytes, to.port, to.host);
    towards(port);
    if (isOf && ++pushed % 2 === 0) setTimeout(pass, slow.delayMs);
    else pass();
  });
  near.bind(0, "127.0.0.1");
  await once(near, "listening");
  return (near.address() as AddressInfo).port;
}
