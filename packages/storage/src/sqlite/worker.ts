import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { Connection } from "./connection.ts";
import { GroupCommit } from "./group-commit.ts";
import type { RequestMessage, ThreadMessage, ThreadSetup } from "./protocol.ts";
import { answer, movable } from "./reading.ts";
import { wireError } from "./sqlite-error.ts";

const port: MessagePort = parentPort!;
const setup = workerData as ThreadSetup;

function say(message: ThreadMessage, moving: readonly ArrayBuffer[] = []): void {
  port.postMessage(message, [...moving]);
}

/** What woke us and everything that has arrived since, so that one transaction can serve it all. */
function* waiting(first: RequestMessage): Generator<RequestMessage> {
  let message: RequestMessage | undefined = first;
  while (message) {
    yield message;
    message = receiveMessageOnPort(port)?.message as RequestMessage | undefined;
  }
}

function serveReads(connection: Connection): void {
  port.on("message", (message: RequestMessage) => {
    const reply = answer(connection, message);
    say({ replies: [reply] }, movable(reply));
  });
}

function serveWrites(connection: Connection): void {
  const groups = new GroupCommit(connection);
  port.on("message", (first: RequestMessage) => groups.run(waiting(first), say));
}

try {
  const connection = new Connection(setup);
  if (setup.role === "writer") serveWrites(connection);
  else serveReads(connection);
  say({ started: true });
} catch (error) {
  say({ failed: wireError(error, setup.file) });
}
