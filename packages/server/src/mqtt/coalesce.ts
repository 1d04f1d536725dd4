import type { Socket } from "node:net";

/**
 * What is written to this socket within one turn of the event loop goes to the kernel in one piece. The packet writer corks the
 * socket for each packet of its own; this holds the cork a little longer.
 */
export function coalesce<S extends Socket>(socket: S): S {
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
