import type { Socket } from "node:net";

/**
 * What is written to this socket within one turn of the event loop goes to the kernel in one piece, and on its way at once. The packet
 * writer corks the socket for each packet of its own; this holds the cork a little longer. Since what belongs together leaves together,
 * the kernel need not wait for the acknowledgement of what went before (Nagle's algorithm): a receiver delays that by up to 40 ms.
 */
export function promptly<S extends Socket>(socket: S): S {
  socket.setNoDelay(true);
  const cork = socket.cork.bind(socket);
  let isHeld = false;
  socket.cork = () => {
    if (!isHeld) {
      isHeld = true;
      cork();
      setImmediate(() => {
        isHeld = false;
        socket.uncork();
      });
    }
    cork();
  };
  return socket;
}
