import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadConfig, startServer, type RunningServer } from "@lorats/server";
import type { Page } from "playwright-core";
import { until } from "../../base/test/until.ts";
import { OracleDevice } from "../../network/test/support/oracle-device.ts";
import { TinyForwarder } from "../../server/test/support/tiny-forwarder.ts";
import { skip, Stage, type Looked } from "./browser.ts";

const GATEWAY = "0a0000000000beef";
const DEVICE = "0a00000000000a01";
const APP_KEY = "00112233445566778899aabbccddeeff";

let server: RunningServer;
let stage: Stage<Looked>;
let page: Page;
let forwarder: TinyForwarder | undefined;

before(async () => {
  if (skip) return;
  const dataDir = await mkdtemp(path.join(tmpdir(), "lorats-first-"));
  const flags = {
    data_dir: dataDir,
    "http.port": 0,
    "mqtt.port": 0,
    "semtech_udp.port": 0,
    // Nobody is there: whoever takes that way is told so.
    "oidc.providers": [
      {
        id: "works",
        name: "Water works",
        issuer: "http://127.0.0.1:9/realms/staff",
        client_id: "lorats",
        allow_private: true,
      },
    ],
  };
  server = await startServer(loadConfig({ environment: {}, flags }));
  const { httpUrl: url, signInToken } = server;
  stage = await Stage.before(
    { url, signInUrl: `${url}/sign-in#token=${signInToken}` },
    async () => {
      forwarder?.close();
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  );
  ({ page } = stage);
});
after(async () => {
  if (!skip) await stage.close();
});

const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
const link = (name: string) => page.getByRole("link", { name, exact: true });
const heading = (name: string) => page.getByRole("heading", { level: 1, name });

/** What the strip above every page says is next. */
async function next(step: RegExp): Promise<void> {
  await page.getByRole("status").filter({ hasText: step }).first().waitFor();
}

describe("the first five minutes with an empty server", { skip }, () => {
  it("an identity provider that does not answer is said, and the other ways in stay", async () => {
    await page.goto(`${stage.screen.url}/devices`);
    await link("Sign in with Water works").click();
    await page.getByRole("alert").filter({ hasText: "does not answer" }).waitFor();
    await page.getByRole("textbox", { name: "E-mail" }).waitFor();
    assert.ok(!page.url().includes("problem"));
    assert.deepEqual(await stage.seriousFindings(), []);
  });

  it("the empty server says what to begin with", async () => {
    await page.goto(stage.screen.signInUrl);
    await heading("Overview").waitFor();
    assert.deepEqual(await stage.seriousFindings(), []);
    await link("Begin").click();
    await heading("First steps").waitFor();
    assert.deepEqual(await stage.seriousFindings(), []);
  });

  it("a gateway is added, told how to connect, and seen online", async () => {
    await link("Do it").click();
    await heading("Add a gateway").waitFor();
    await page.getByRole("textbox", { name: "Gateway EUI" }).fill(GATEWAY);
    await button("Add a gateway").click();
    await page.getByText(`"gateway_ID": "${GATEWAY.toUpperCase()}"`).waitFor();
    await page.getByText(`"serv_port_up": ${server.semtechUdp!.port}`).waitFor();
    forwarder = await TinyForwarder.open(GATEWAY, server.semtechUdp!.port);
    await page.getByText("online", { exact: true }).first().waitFor();
  });

  it("the strip leads on through application, profile and device", async () => {
    await next(/Add an application/);
    await link("Do it").click();
    await heading("Add an application").waitFor();
    await page.getByRole("textbox", { name: "Name" }).fill("Greenhouse");
    await button("Add an application").click();
    await heading("Greenhouse").waitFor();
    await next(/Add a device profile/);
    await link("Do it").click();
    await heading("Add a device profile").waitFor();
    await page.getByRole("textbox", { name: "Name" }).fill("Leaf sensor");
    await button("Add a device profile").click();
    await heading("Leaf sensor").waitFor();
    // Not the step before, which the strip shows until it has heard of the profile.
    await next(/Add a device(?! profile)/);
    await link("Do it").click();
    await heading("Add a device").waitFor();
    await page.getByRole("textbox", { name: "DevEUI" }).fill(DEVICE);
    await page.getByRole("textbox", { name: "AppKey" }).fill(APP_KEY);
    await page.getByRole("textbox", { name: "Name" }).fill("Leaf 1");
    await button("Add a device").click();
    await heading("Leaf 1").waitFor();
    await next(/Switch it on/);
  });

  it("a sample codec is taken and saved", async () => {
    await stage.visit("/profiles", "Device profiles");
    await page.getByRole("link", { name: "Leaf sensor" }).click();
    await link("Codec").click();
    await page.getByRole("combobox", { name: "Kind of codec" }).click();
    await page.getByRole("option", { name: /^JavaScript/ }).click();
    await page.getByText('"temperature": 21.5').waitFor();
    await button("Save").click();
    await page.getByText("The codec is saved").waitFor();
  });

  it("the device joins and its first frame is there, decoded, without a reload", async () => {
    await stage.visit("/live", "Live frames");
    const joinEui = "0000000000000000";
    const device = new OracleDevice(DEVICE, joinEui, APP_KEY);
    // As devices do: when a server was too busy to answer in time, the device asks anew.
    const accept = await until(() => {
      forwarder!.push(device.joinRequest());
      return forwarder!.next(15_000).catch(() => undefined);
    });
    assert.ok(device.acceptJoin(accept.phyPayload));
    forwarder!.push(device.uplink("08662801", { fPort: 1 }));
    await page.getByRole("button", { name: /^Open frame Leaf 1 #0/ }).waitFor();
    await page
      .getByText(/temperature 21.5/)
      .first()
      .waitFor();
    await page.getByText("Leaf 1", { exact: true }).first().waitFor();
    await next(/All done: frames arrive/);
    await stage.visit("/start", "First steps");
    await page.getByText("All done: frames arrive.").first().waitFor();
    assert.deepEqual(stage.complaints, []);
  });
});
