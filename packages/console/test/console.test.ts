import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Page } from "playwright-core";
import { firstId, skip, Stage } from "./browser.ts";

const OPEN_FRAME = { name: /^Open frame/ };

let stage: Stage;
let page: Page;

before(async () => {
  if (skip) return;
  stage = await Stage.open();
  ({ page } = stage);
});
after(async () => {
  if (!skip) await stage.close();
});

const button = (name: string | RegExp) => page.getByRole("button", { name, exact: true });
const dialog = () => page.getByRole("dialog");

/** Chooses an option of a select by its label. */
async function choose(label: string, option: string | RegExp): Promise<void> {
  await page.getByRole("combobox", { name: label }).first().click();
  await page.getByRole("option", { name: option }).first().click();
}

describe("the way in", { skip }, () => {
  it("the one-time link signs in over the page that asks for it, goes on to what was asked for, and stays in no history", async () => {
    await page.goto(`${stage.screen.url}/docs`);
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
    // The same page in the browser's eyes: nothing is loaded anew.
    await page.goto(stage.screen.signInUrl);
    await page.waitForURL(`${stage.screen.url}/docs/**`);
    await stage.visit("/", "Overview");
    assert.ok(!page.url().includes("token"));
  });
});

describe("a device", { skip }, () => {
  it("is changed in its form, and a JoinEUI that is taken out of it is gone", async () => {
    await stage.visit(`/devices/${await firstId(stage, "devices")}/configuration`, /./);
    const joinEui = page.getByRole("textbox", { name: "JoinEUI" });
    await page.getByRole("textbox", { name: "Description" }).fill("Beside the door");
    assert.notEqual(await joinEui.inputValue(), "");
    await joinEui.fill("");
    await button("Save").click();
    await page.getByText(/was saved/).waitFor();
    await page.reload();
    assert.equal(await joinEui.inputValue(), "");
    const description = page.getByRole("textbox", { name: "Description" });
    assert.equal(await description.inputValue(), "Beside the door");
  });
});

describe("live frames", { skip }, () => {
  it("arrive by themselves", async () => {
    await stage.visit("/live", "Live frames");
    const frames = page.getByRole("button", OPEN_FRAME);
    await frames.first().waitFor();
    const newest = await frames.first().getAttribute("aria-label");
    await page.waitForFunction(
      (old) => document.querySelector('[aria-label^="Open frame"]')?.ariaLabel !== old,
      newest,
    );
    assert.deepEqual(await stage.seriousFindings(), []);
  });

  it("stand still while they are paused, and count what waits", async () => {
    await button("Pause").click();
    await page.getByText("paused", { exact: true }).waitFor();
    const frames = page.getByRole("button", OPEN_FRAME);
    const newest = await frames.first().getAttribute("aria-label");
    const waiting = page.getByRole("button", { name: /new lines?: show/ });
    await waiting.waitFor();
    assert.equal(await frames.first().getAttribute("aria-label"), newest);
    await waiting.click();
    await page.getByText("live", { exact: true }).waitFor();
  });

  it("are filtered by device and by kind", async () => {
    const frame = page.getByRole("button", OPEN_FRAME).first();
    const device = /^Open frame (.+) #\d/.exec((await frame.getAttribute("aria-label"))!)![1]!;
    const filter = page.getByRole("textbox", { name: /^Filter/ });
    await filter.fill(device);
    const labels = await page
      .getByRole("button", OPEN_FRAME)
      .evaluateAll((buttons) => buttons.map((one) => one.ariaLabel!));
    assert.ok(labels.length > 0);
    assert.ok(labels.every((label) => label.includes(device)));
    await filter.fill("no such device");
    await page.getByText("Nothing matches").waitFor();
    await filter.fill("");
  });

  it("open with every byte explained, and say when they were sent and how sure that is", async () => {
    // By keyboard: what a pointer aims at may move on before it is hit.
    await page.getByRole("button", OPEN_FRAME).first().press("Enter");
    await dialog().getByRole("heading", { name: "Every byte" }).waitFor();
    await dialog().getByText("MIC is valid").waitFor();
    await dialog().getByRole("rowheader", { name: "DevAddr" }).waitFor();
    await dialog()
      .getByRole("img", { name: /Each gateway’s word/ })
      .waitFor();
    assert.deepEqual(await stage.seriousFindings(), []);
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "hidden" });
  });
});

describe("the first steps", { skip }, () => {
  it("an application, a profile, a device are made; what is wrong is said at its field", async () => {
    await stage.visit("/start", "First steps");
    await page.getByText("All done: frames arrive.").waitFor();
    await stage.visit("/applications/new", "Add an application");
    await page.getByRole("textbox", { name: "Name" }).fill("Greenhouse");
    await button("Add an application").click();
    await page.getByRole("heading", { level: 1, name: "Greenhouse" }).waitFor();

    await stage.visit("/profiles/new", "Add a device profile");
    await page.getByRole("textbox", { name: "Name" }).fill("Leaf sensor");
    await button("Add a device profile").click();
    await page.getByRole("heading", { level: 1, name: "Leaf sensor" }).waitFor();

    await stage.visit("/devices/new", "Add a device");
    await choose("Application", "Greenhouse");
    await choose("Device profile", /^Leaf sensor/);
    const devEui = page.getByRole("textbox", { name: "DevEUI" });
    await devEui.fill("12 34");
    await button("Add a device").click();
    await page.getByText("expected 16 hexadecimal digits").waitFor();
    await devEui.fill("70-B3-D5-00-00-00-0A-01");
    await page.getByRole("button", { name: "Generate: AppKey" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Leaf 1");
    assert.deepEqual(await stage.seriousFindings(), []);
    await button("Add a device").click();
    await page.getByRole("heading", { level: 1, name: "Leaf 1" }).waitFor();
    await page.getByText(/It was never heard/).waitFor();
  });

  it("the device's keys are shown on purpose, and that stands in the audit log", async () => {
    await page
      .getByRole("navigation", { name: "Parts of the device" })
      .getByRole("link", { name: "Keys and activation" })
      .click();
    await button("Show the keys").click();
    await dialog().getByRole("button", { name: "Show the keys" }).click();
    await page.getByText(/^[0-9a-f]{32}$/).waitFor();
    assert.deepEqual(await stage.seriousFindings(), []);
    await stage.visit("/audit", "Audit log");
    await page.getByText("looked at").first().waitFor();
    assert.deepEqual(await stage.seriousFindings(), []);
  });

  it("a message is queued for it and forgotten, and it is deleted by typing its name", async () => {
    await page.keyboard.press("Control+k");
    await dialog().getByRole("combobox").fill("leaf 1");
    await dialog()
      .getByRole("option", { name: /Leaf 1/ })
      .waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Leaf 1" }).waitFor();
    await page.getByRole("link", { name: "Downlinks" }).click();
    await page.getByRole("textbox", { name: "Payload" }).fill("0a 1");
    await page.getByText("an even number of hexadecimal digits").waitFor();
    await page.getByRole("textbox", { name: "Payload" }).fill("0a 1b");
    await button("Queue it").click();
    await page.getByRole("table", { name: "Downlinks" }).getByText("0a 1b").waitFor();
    await button("Forget all").click();
    await dialog().getByRole("button", { name: "Forget all" }).click();
    await page.getByText("Nothing waits to be sent to it.").waitFor();

    await page.getByRole("link", { name: "Configuration" }).click();
    await page.getByRole("region", { name: "Move" }).getByRole("combobox").click();
    await page.getByRole("option", { name: "campus" }).click();
    await button("Move").click();
    await page.getByText("Leaf 1 was moved to campus").waitFor();
    await button("Delete the device").click();
    const confirm = dialog().getByRole("button", { name: "Delete the device" });
    assert.ok(await confirm.isDisabled());
    await dialog().getByRole("textbox").fill("Leaf 1");
    await confirm.click();
    await page.getByRole("heading", { level: 1, name: "Devices" }).waitFor();
    assert.equal(await page.getByText("Leaf 1", { exact: true }).count(), 0);
  });

  it("many devices are tried out from a table, and the good ones taken", async () => {
    await stage.visit("/devices", "Devices");
    await page.getByRole("link", { name: "Import" }).click();
    await choose("Application", "Greenhouse");
    await choose("Device profile, for rows that name none", /^Leaf sensor/);
    const table = ["devEui,name", "70b3d50000000b01,Leaf 7", "70b3d5,Leaf 8"];
    await page.getByRole("textbox", { name: "Table or list" }).fill(table.join("\n"));
    await page.getByLabel("Take the good rows when others are bad").check();
    await button("Try it out").click();
    await page.getByText("devEui: expected 16 hexadecimal digits").waitFor();
    assert.deepEqual(await stage.seriousFindings(), []);
    await button("Import 1 device").click();
    await page.getByText("1 device was created").first().waitFor();
  });

  it("a codec is tried while it is written, and says what is wrong with it", async () => {
    await stage.visit("/profiles", "Device profiles");
    await page.getByRole("link", { name: "Leaf sensor" }).click();
    await page.getByRole("heading", { level: 1, name: "Leaf sensor" }).waitFor();
    await page.getByRole("link", { name: "Codec" }).click();
    await choose("Kind of codec", /^JavaScript/);
    await page.getByText('"temperature": 21.5').waitFor();
    await page.getByRole("textbox", { name: "Payload, hexadecimal" }).fill("08");
    await page.getByRole("alert").filter({ hasText: "expected 4 bytes" }).waitFor();
    await page.getByText("Encode a downlink").click();
    await page.getByText("00 0f").waitFor();
    assert.deepEqual(await stage.seriousFindings(), []);
    await button("Save").click();
    await page.getByText("The codec is saved").waitFor();
  });

  it("a multicast group is made, gets a member, and is sent to", async () => {
    await stage.visit("/multicast/new", "Add a multicast group");
    await choose("Application", "Greenhouse");
    await page.getByRole("textbox", { name: "Name" }).fill("All leaves");
    await page.getByRole("textbox", { name: "Address" }).fill("01020304");
    await page.getByRole("button", { name: "Generate: McNwkSKey" }).click();
    await page.getByRole("button", { name: "Generate: McAppSKey" }).click();
    await button("Add a multicast group").click();
    await page.getByRole("heading", { level: 1, name: "All leaves" }).waitFor();
    await choose("Add a gateway", /./);
    await button("Take out").waitFor();
    await button("Undo").click();
    await page.getByText("Every gateway that reaches its devices.").waitFor();
    await page.getByRole("link", { name: "Send" }).click();
    await page.getByRole("textbox", { name: "Payload" }).fill("01");
    await button("Queue it").click();
    await page.getByText("The message waits for its turn").waitFor();
    await page.getByRole("link", { name: "Configuration" }).click();
    await button("Delete the group").click();
    await dialog().getByRole("textbox").fill("All leaves");
    await dialog().getByRole("button", { name: "Delete the group" }).click();
    await page.getByText("No multicast groups yet").waitFor();
  });

  it("probes get a window and a budget of time on air, which stay", async () => {
    const policy = `/applications/${await firstId(stage, "applications")}/trust`;
    const airtime = page.getByRole("textbox", { name: "Time on air for probes at most" });
    await stage.visit(policy, /./);
    await choose("Where requests are sent", "RX2 alone");
    await airtime.fill("0.05");
    assert.deepEqual(await stage.seriousFindings(), []);
    await button("Save").click();
    await page.getByText("Frames are judged that way from now on").waitFor();
    await stage.visit(policy, /./);
    await page.getByText("An answer bounds the delay").waitFor();
    assert.equal(await airtime.inputValue(), "0.05");
  });

  it("a gateway is added, renamed and says how to connect it", async () => {
    await stage.visit("/gateways/new", "Add a gateway");
    await page.getByRole("textbox", { name: "Gateway EUI" }).fill("0A0000000000BEEF");
    await button("Add a gateway").click();
    await page.getByText('"gateway_ID": "0A0000000000BEEF"').waitFor();
    await page.getByRole("link", { name: "Configuration" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill("Water tower");
    await button("Save").click();
    await page.getByRole("heading", { level: 1, name: "Water tower" }).waitFor();
    await stage.visit("/", "Overview");
    await page.getByText("Water tower was never seen").waitFor();
  });
});

describe("access", { skip }, () => {
  it("an API key is shown once and revoked", async () => {
    await stage.visit("/keys", "API keys");
    await button("Add an API key").click();
    await dialog().getByRole("textbox", { name: "Name" }).fill("Reports");
    await choose("Kind", "Speak for one device");
    await choose("Device", "Door, main hall");
    assert.deepEqual(await stage.seriousFindings(), []);
    await dialog().getByRole("button", { name: "Add an API key" }).click();
    await dialog()
      .getByText(/^lts_key_/)
      .waitFor();
    assert.deepEqual(await stage.seriousFindings(), []);
    await page.keyboard.press("Escape");
    const row = page.getByRole("row", { name: /Reports/ });
    await row.getByRole("button", { name: "Revoke" }).click();
    await dialog().getByRole("button", { name: "Revoke" }).click();
    await row.waitFor({ state: "detached" });
  });

  it("an integration is switched off with a way back", async () => {
    await stage.visit("/integrations", "Integrations");
    await button("Add an integration").first().click();
    await dialog().getByRole("textbox", { name: "Name" }).fill("Elsewhere");
    await dialog().getByRole("textbox", { name: "Address" }).fill("https://example.org/hook");
    await dialog().getByRole("button", { name: "Add an integration" }).click();
    await dialog().getByText("Signing secret").waitFor();
    await page.keyboard.press("Escape");
    const row = page.getByRole("row", { name: /Elsewhere/ });
    await row.getByRole("button", { name: "Switch off" }).click();
    await row.getByRole("button", { name: "Switch on" }).waitFor();
    await button("Undo").click();
    await row.getByRole("button", { name: "Switch off" }).waitFor();
    await row.getByRole("link", { name: "Elsewhere" }).click();
    await page.getByText("No dead letters").waitFor();
  });

  it("a gateway gets a token, which is shown once", async () => {
    await stage.visit(`/gateways/${await firstId(stage, "gateways")}/access`, /./);
    await button("Add a credential").click();
    await dialog().getByRole("button", { name: "Make it" }).click();
    await dialog().getByText("Copy it now").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("table", { name: "Tokens and certificates" }).waitFor();
  });
});

describe("the attack lab", { skip }, () => {
  it("an attack is chosen, runs, and is stopped", async () => {
    await stage.visit("/lab", "Attack lab");
    await choose("Attack", /^Jam/);
    await button("Start the attack").click();
    await page.getByText("running", { exact: true }).waitFor();
    await page.getByRole("img", { name: /eavesdropper/ }).waitFor();
    await button("Stop").click();
    await page.getByText("stopped", { exact: true }).waitFor();
  });
});

describe("a dark phone", { skip }, () => {
  it("shows what matters without scrolling sideways, and axe finds nothing serious", async () => {
    const device = await firstId(stage, "devices");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 390, height: 844 });
    for (const address of ["/", "/live", "/alarms", "/map", `/devices/${device}/trust`]) {
      await stage.visit(address, /./);
      await page.locator('[aria-busy="true"]').first().waitFor({ state: "detached" });
      assert.equal(await page.locator("html").getAttribute("data-mantine-color-scheme"), "dark");
      assert.ok((await stage.overflowPx()) <= 0, `${address} is too wide`);
      assert.deepEqual(await stage.seriousFindings(), [], address);
    }
    await page.goto(`${stage.screen.url}/nowhere`);
    await page.getByText("There is no such page").waitFor();
  });
});

describe("when things go wrong", { skip }, () => {
  it("a slow network shows where things will be", async () => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.route("**/api/v1/devices?*", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await route.continue();
    });
    await stage.visit("/devices", "Devices");
    await page.locator('main [aria-busy="true"]').waitFor();
    await page.getByRole("table", { name: "Devices" }).waitFor();
    await page.unroute("**/api/v1/devices?*");
  });

  it("a server that does not answer is said, and so is that it is back", async () => {
    await page.route("**/api/v1/**", (route) => route.abort());
    await page.getByText(/The server does not answer\. You see what was known at/).waitFor();
    await page.getByRole("table", { name: "Devices" }).waitFor();
    await page.unroute("**/api/v1/**");
    await page.getByText(/The server does not answer\. You see/).waitFor({ state: "detached" });
  });

  it("a session that ended elsewhere leads to the way in, and says so", async () => {
    await page.context().clearCookies();
    await page.getByText("Your session has ended").waitFor();
    assert.deepEqual(await stage.seriousFindings(), []);
    await page.goto(stage.screen.signInUrl);
    await page.getByText(/This one-time link was used already/).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
  });

  it("nothing was refused by the page's policy, and no script failed", () => {
    assert.deepEqual(stage.complaints, []);
  });
});
