import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { it } from "node:test";
import { promptly } from "../../src/mqtt/promptly.ts";

it("sends the packets of one turn in one piece, and does not wait for acknowledgements", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  t.after(() => client.destroy());
  const [socket] = (await once(server, "connection")) as [Socket];
  const delays = t.mock.method(socket, "setNoDelay");
  promptly(socket);
  const writes = t.mock.method(socket as unknown as Record<"_writev", () => void>, "_writev");
  for (const packet of ["first", "second"]) {
    socket.cork();
    socket.write(packet);
    socket.uncork();
  }
  const [heard] = (await once(client, "data")) as [Buffer];
  assert.equal(heard.toString(), "firstsecond");
  assert.equal(writes.mock.callCount(), 1);
  assert.deepEqual(delays.mock.calls[0]!.arguments, [true]);
});
