import { rmSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import type { MqttClient } from "mqtt";
import { makeDataDir, startHato } from "#test/hato.ts";
import { connectDevice, createDevice, nextMessage } from "./a-device.ts";
import { type E2eHato, expect as hatoExpect, test as hatoTest } from "./hato.ts";
import { signIn } from "./sign-in.ts";

/** Browser, broker, console and PostgreSQL may have to share two busy cores; a test that passes is none the slower. */
const expect = hatoExpect.configure({ timeout: 20_000 });

/** With a device that may do everything, connected by MQTT.js over TCP. */
const test = hatoTest.extend<{ device: MqttClient }>({
  device: async ({ hato }, use) => {
    const client = await connectDevice(hato, await createDevice(hato, ["whole-tenant"]));
    await use(client);
    await client.endAsync(true);
  },
});

async function openClient(page: Page, hato: Pick<E2eHato, "owner">): Promise<void> {
  await signIn(page, hato, "/acme/client");
  await expect(page.getByRole("heading", { name: "Client", level: 1 })).toBeVisible();
}

async function connect(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByText("Connected", { exact: true })).toBeVisible();
}

/** Connected, and what is subscribed to is granted. */
async function connectAndSubscribe(page: Page): Promise<void> {
  await connect(page);
  const subscriptions = page.getByRole("region", { name: "Subscriptions" });
  await expect(subscriptions.getByRole("listitem").filter({ hasText: "sensor/+/temperature" })).toContainText(
    "Granted",
  );
}

const rows = (page: Page) => page.getByRole("log", { name: "Messages" }).getByRole("button");
const publishForm = (page: Page) => page.getByRole("region", { name: "Publish" });

test("one click connects; a device's message arrives; an answer from the page reaches the device", async ({
  page,
  hato,
  device,
}) => {
  await openClient(page, hato);
  await connectAndSubscribe(page);

  await device.publishAsync("sensor/7/temperature", '{"msg":"17.2","serial":12345678901234567890}', { qos: 1 });
  const row = rows(page).filter({ hasText: "sensor/7/temperature" });
  await expect(row).toContainText('{"msg":"17.2"');
  await row.click();
  await expect(page.getByTestId("payload").getByRole("tree")).toContainText('"serial":12345678901234567890');
  await page.getByLabel("Shown as").selectOption("JSON text");
  await expect(page.getByTestId("payload")).toHaveText('{\n  "msg": "17.2",\n  "serial": 12345678901234567890\n}');
  await page.getByLabel("Shown as").selectOption("Hex");
  await expect(page.getByTestId("payload")).toContainText("00000000  7b 22 6d 73 67");

  await device.subscribeAsync("to/the/device", { qos: 1 });
  const arriving = nextMessage(device);
  await publishForm(page).getByLabel("Topic").fill("to/the/device");
  await publishForm(page).getByRole("textbox", { name: "Payload" }).fill('{"led": true}');
  await page.keyboard.press("Control+Enter");
  expect((await arriving).payload.toString()).toBe('{"led": true}');
  await expect(publishForm(page)).toContainText("Accepted by the broker");
  await expect(rows(page).filter({ hasText: "to/the/device" })).toContainText("Accepted");
});

test("the page's own message comes back by its subscription, and binary stays binary", async ({
  page,
  hato,
  device,
}) => {
  await openClient(page, hato);
  await connectAndSubscribe(page);
  await publishForm(page).getByRole("button", { name: "Publish" }).click();
  await expect(rows(page)).toHaveCount(2);
  await device.publishAsync("sensor/1/temperature", Buffer.from([0xde, 0xad, 0xbe, 0xef]));
  await expect(rows(page).last()).toContainText("de ad be ef");
});

test("a row opened far up stays in sight although the list gets smaller for it", async ({ page, hato, device }) => {
  await openClient(page, hato);
  await connectAndSubscribe(page);
  for (let i = 0; i < 10; i++) device.publish("sensor/1/temperature", `n ${i}`);
  await expect(rows(page)).toHaveCount(10);
  await rows(page).first().click();
  await expect(page.getByTestId("payload")).toHaveText("n 0");
  await device.publishAsync("sensor/1/temperature", "one more", { qos: 1 });
  await expect(page.getByRole("button", { name: "1 new" })).toBeVisible();
  await expect(rows(page).first()).toBeInViewport();
});

test("what is not JSON is not sent, with its place, until the person insists", async ({ page, hato, device }) => {
  await openClient(page, hato);
  await connect(page);
  await device.subscribeAsync("sensor/1/temperature");
  const arriving = nextMessage(device);
  const form = publishForm(page);
  await form.getByRole("textbox", { name: "Payload" }).fill('{\n  "msg": 17.2,\n}');
  await expect(form).toContainText("Not JSON: line 3, column 1: a name in double quotes is missing");
  await form.getByRole("button", { name: "Publish" }).click();
  await expect(form.getByRole("alert")).toContainText("Not sent, because it is not JSON.");
  await expect(rows(page)).toHaveCount(0);
  await form.getByRole("button", { name: "Send anyway" }).click();
  expect((await arriving).payload.toString()).toBe('{\n  "msg": 17.2,\n}');
});

test("a wildcard in a topic and a broken filter are said at their fields", async ({ page, hato }) => {
  await openClient(page, hato);
  await connect(page);
  await publishForm(page).getByRole("button", { name: "Publish" }).click();
  await expect(publishForm(page)).toContainText("Accepted by the broker");
  await publishForm(page).getByLabel("Topic").fill("sensor/+/temperature");
  await publishForm(page).getByRole("button", { name: "Publish" }).click();
  await expect(publishForm(page).getByRole("alert")).toContainText("+ and # are for subscriptions only");
  await expect(publishForm(page)).not.toContainText("Accepted by the broker");
  const subscriptions = page.getByRole("region", { name: "Subscriptions" });
  await subscriptions.getByRole("button", { name: "New subscription" }).click();
  const dialog = page.getByRole("dialog", { name: "New subscription" });
  await dialog.getByRole("textbox", { name: "Topic filter" }).fill("sensor/#/x");
  await dialog.getByRole("button", { name: "Subscribe", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("# stands only at the end");
});

test("read-only, a denied publish names the principal and the reason, at the message too", async ({
  page,
  hato,
  device,
}) => {
  await openClient(page, hato);
  await page.getByLabel("Act as").selectOption({ label: "Read-only" });
  await connectAndSubscribe(page);
  await expect(page.getByText("Acts as read-only")).toBeVisible();
  await device.publishAsync("sensor/1/temperature", "21.5");
  await expect(rows(page)).toContainText("21.5");

  await publishForm(page).getByRole("button", { name: "Publish" }).click();
  await expect(publishForm(page)).toContainText("as read-only you may not publish to this topic");
  await expect(publishForm(page)).toContainText("0x87");
  await expect(rows(page).last()).toContainText("Refused");

  // It was refused to whom it was refused, whoever is chosen next.
  await page.getByLabel("Act as").selectOption({ label: "Whole tenant" });
  await expect(page.getByText("Acts as the whole tenant")).toBeVisible();
  await expect(publishForm(page)).toContainText("as read-only you may not publish to this topic");
  await publishForm(page).getByRole("button", { name: "Publish" }).click();
  await expect(publishForm(page)).toContainText("Accepted by the broker");
});

test("as a device it has that device's rights: a refused subscription says so; changing whom to act as reconnects", async ({
  page,
  hato,
}) => {
  const { name } = await createDevice(hato);
  await openClient(page, hato);
  await page.getByLabel("Act as").selectOption({ label: name });
  await connect(page);
  const subscriptions = page.getByRole("region", { name: "Subscriptions" });
  await expect(subscriptions).toContainText(`as ${name} you may not subscribe to this`);
  await subscriptions.getByRole("button", { name: "New subscription" }).click();
  const dialog = page.getByRole("dialog", { name: "New subscription" });
  await dialog.getByRole("textbox", { name: "Topic filter" }).fill(`${name}/#`);
  await dialog.getByRole("button", { name: "Subscribe", exact: true }).click();
  await expect(subscriptions.getByRole("listitem").filter({ hasText: `${name}/#` })).toContainText("Granted");

  await page.getByLabel("Act as").selectOption({ label: "Whole tenant" });
  await expect(subscriptions.getByRole("listitem").filter({ hasText: "sensor/+/temperature" })).toContainText(
    "Granted",
  );
});

test("a retained message is marked; search and topic filter narrow the list; clear empties it", async ({
  page,
  hato,
  device,
}) => {
  await device.publishAsync("sensor/kept/temperature", '{"msg":"kept"}', { qos: 1, retain: true });
  await openClient(page, hato);
  await connectAndSubscribe(page);
  await expect(rows(page).filter({ hasText: "sensor/kept/temperature" })).toContainText("Retained");
  await device.publishAsync("sensor/8/temperature", '{"msg":"needle"}', { qos: 1 });
  await expect(rows(page)).toHaveCount(2);
  await page.getByLabel("Search in topics and payloads").fill("NEEDLE");
  await expect(rows(page)).toHaveCount(1);
  await page.getByLabel("Search in topics and payloads").fill("");
  const messages = page.getByRole("region", { name: "Messages" });
  await messages.getByRole("button", { name: "Filters" }).click();
  await messages.getByLabel("Topic filter").fill("sensor/kept/+");
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("kept");
  await messages.getByLabel("Topic filter").fill("");
  await expect(rows(page)).toHaveCount(2);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(rows(page)).toHaveCount(0);
  await device.publishAsync("sensor/kept/temperature", "", { qos: 1, retain: true });
});

test("scrolled up it stands still and says how many are new; paused it waits", async ({ page, hato, device }) => {
  await openClient(page, hato);
  await connectAndSubscribe(page);
  for (let i = 0; i < 100; i++) device.publish("sensor/1/temperature", `before ${i}`);
  await expect(rows(page).last()).toContainText("before 99");
  const log = page.getByRole("log", { name: "Messages" });
  await log.evaluate((element) => {
    element.scrollTop = 0;
  });
  await expect(rows(page).first()).toContainText("before 0");
  for (let i = 0; i < 20; i++) device.publish("sensor/1/temperature", `after ${i}`);
  await page.getByRole("button", { name: "20 new" }).click();
  await expect(rows(page).last()).toContainText("after 19");

  await page.getByRole("button", { name: "Pause" }).click();
  await device.publishAsync("sensor/1/temperature", "while paused", { qos: 1 });
  await page.getByRole("button", { name: "Resume (1 new)" }).click();
  await expect(rows(page).last()).toContainText("while paused");
});

test("a flood: the page holds only rows in sight, in order, and what is kept and left out adds up", async ({
  page,
  hato,
  device,
}) => {
  await openClient(page, hato);
  await connectAndSubscribe(page);
  const count = 20_000;
  // Of one length: what stands beside it in its row, such as how many were left out, may begin with a digit.
  const text = (i: number) => `n ${String(i).padStart(5, "0")}`;
  for (let i = 0; i < count; i++) {
    // Acknowledged now and then, so that neither socket has a reason to drop any.
    if (i % 500 === 499) await device.publishAsync("sensor/1/temperature", text(i), { qos: 1 });
    else device.publish("sensor/1/temperature", text(i));
  }
  await device.publishAsync("sensor/1/temperature", "the last", { qos: 1 });
  const messages = page.getByRole("region", { name: "Messages" });
  const told = async (pattern: RegExp) => {
    const said = (await messages.textContent()) ?? "";
    return Number((pattern.exec(said)?.[1] ?? "0").replaceAll(",", ""));
  };
  await expect
    .poll(async () => (await told(/([\d,]+) messages/)) + (await told(/([\d,]+) left out(?! before)/)))
    .toBe(count + 1);
  expect(await rows(page).count()).toBeLessThan(120);
  const numbers = (await rows(page).allTextContents()).map((row) => Number(/n (\d{5})/.exec(row)?.[1] ?? count));
  expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
});

test("a worker that did not arrive is said, and another click brings it", async ({ page, hato, consoleErrors }) => {
  await page.route(/worker/, (route) => route.abort());
  await openClient(page, hato);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText("The client could not be loaded");
  await page.unroute(/worker/);
  await connectAndSubscribe(page);
  await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
  // What the browser itself writes about the request that was cut off.
  consoleErrors.length = 0;
});

test("what arrives makes the page ask its worker for nothing", async ({ page, hato, device }) => {
  await openClient(page, hato);
  await connectAndSubscribe(page);
  const [worker] = page.workers();
  await worker?.evaluate(() => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    addEventListener("message", (event) => asked.push(event.data.type));
  });
  for (let i = 0; i < 5; i++) {
    await device.publishAsync("sensor/1/temperature", `n ${i}`, { qos: 1 });
    await expect(rows(page)).toHaveCount(i + 1);
  }
  // That this is seen at all shows that the ear is open.
  await page.getByRole("button", { name: "Pause" }).click();
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();
  expect(await worker?.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)).toEqual(["pause"]);
});

test("packets can be watched, reason codes and all, never the token", async ({ page, hato }) => {
  await openClient(page, hato);
  await connectAndSubscribe(page);
  // What went before anybody looked is there too.
  await page.getByRole("button", { name: /^Packets/ }).click();
  const log = page.getByRole("list", { name: "Packets" });
  await expect(log).toContainText("CONNACK");
  await expect(log).toContainText("SUBACK");
  await expect(log).toContainText("acme/$console");
  await expect(log).not.toContainText("eyJ");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious (${colorScheme})`, async ({ page, hato, device }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await openClient(page, hato);
    await connectAndSubscribe(page);
    await device.publishAsync("sensor/1/temperature", '{"msg":"17.2"}', { qos: 1, retain: true });
    await publishForm(page).getByRole("button", { name: "Publish" }).click();
    await rows(page).first().click();
    await expect(page.getByTestId("payload")).toBeVisible();
    await page.getByRole("button", { name: /^Packets/ }).click();
    await expect(page.getByRole("list", { name: "Packets" })).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    expect(serious.map(({ id, nodes }) => ({ id, targets: nodes.map(({ target }) => target) }))).toEqual([]);
    await device.publishAsync("sensor/1/temperature", "", { qos: 1, retain: true });
  });
}

hatoTest("Hato restarts: said in words, counted down, resumed by itself", async ({ page, hato, consoleErrors }) => {
  hatoTest.setTimeout(120_000);
  // One of its own, on ports and data that it finds again.
  const dataDir = makeDataDir();
  const env = {
    DATA_DIR: dataDir,
    BOOTSTRAP_EMAIL: hato.owner.email,
    BOOTSTRAP_PASSWORD: hato.owner.password,
    BOOTSTRAP_TENANT: "acme",
    BOOTSTRAP_API_KEY: hato.apiKey,
  };
  const first = await startHato({ withConsole: true, env });
  const { ready } = first;
  const url = `http://localhost:${ready.console}`;
  await signIn(page, hato, "/acme/client", url);
  await connectAndSubscribe(page);

  await first.stop();
  await expect(page.getByText("Waiting", { exact: true })).toBeVisible();
  await expect(page.getByTestId("countdown")).toContainText("Trying again");
  await expect(page.getByRole("main")).toContainText(/shutting down|cannot be reached/);

  const second = await startHato({
    withConsole: true,
    env: {
      ...env,
      MQTT_PORT: String(ready.mqtt),
      WS_PORT: String(ready.ws),
      CONSOLE_PORT: String(ready.console),
    },
  });
  await expect(page.getByText("Connected", { exact: true })).toBeVisible({ timeout: 45_000 });
  await expect(page.getByRole("main")).toContainText("connected again at");
  const device = await connectDevice(
    { ...hato, ...second, url },
    await createDevice({ ...hato, url }, ["whole-tenant"]),
  );
  await device.publishAsync("sensor/1/temperature", "after the restart", { qos: 1 });
  await expect(rows(page)).toContainText("after the restart");
  await device.endAsync(true);
  await second.stop();
  rmSync(dataDir, { recursive: true, force: true });
  // What the browser itself writes about requests that found nobody.
  consoleErrors.length = 0;
});
