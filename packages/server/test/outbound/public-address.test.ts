import assert from "node:assert/strict";
import { it } from "node:test";
import { isPublicAddress, publicLookup } from "../../src/outbound/public-address.ts";
import { post } from "../../src/outbound/http-request.ts";

it("knows the addresses that lead inside", () => {
  const inside = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "not an address",
    "",
  ];
  for (const address of inside) assert.equal(isPublicAddress(address), false, address);
  for (const address of ["93.184.216.34", "172.32.0.1", "9.255.255.255", "2606:2800:220:1::1"]) {
    assert.equal(isPublicAddress(address), true, address);
  }
});

it("refuses a name that leads inside when the connection is made", async () => {
  await assert.rejects(
    new Promise((resolve, reject) =>
      publicLookup("localhost", {}, (error, address) => (error ? reject(error) : resolve(address))),
    ),
    { code: "WEBHOOK_INSIDE" },
  );
});

it("sends nothing inside, however the address is written", async () => {
  const urls = [
    "http://127.0.0.1:1/",
    "http://localhost:1/",
    "http://2130706433:1/",
    "http://0x7f.1:1/",
    "http://[::1]:1/",
    "http://[::ffff:127.0.0.1]:1/",
    "http://169.254.169.254/latest/meta-data/",
  ];
  for (const text of urls) {
    const url = new URL(text);
    const sent = post({ url, headers: {}, body: "", timeoutMs: 1000, allowPrivate: false });
    await assert.rejects(sent, { code: "WEBHOOK_INSIDE" }, text);
  }
});
