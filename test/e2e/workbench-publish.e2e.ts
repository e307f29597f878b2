import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import type { IPublishPacket, MqttClient } from "mqtt";
import { connectDevice, createDevice } from "./a-device.ts";
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

const form = (page: Page) => page.getByRole("region", { name: "Publish" });
const topic = (page: Page) => form(page).getByRole("textbox", { name: "Topic", exact: true });
const payload = (page: Page) => form(page).getByRole("textbox", { name: "Payload" });
const publishButton = (page: Page) => form(page).getByRole("button", { name: "Publish", exact: true });
const subscriptions = (page: Page) => page.getByRole("region", { name: "Subscriptions" });
const rows = (page: Page) => page.getByRole("log", { name: "Messages" }).getByRole("button");

async function openConnected(page: Page, hato: Pick<E2eHato, "owner">): Promise<void> {
  await signIn(page, hato, "/acme/client");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByText("Connected", { exact: true })).toBeVisible();
  await expect(subscription(page, "sensor/+/temperature")).toContainText("Granted");
  await expect(payload(page)).toBeVisible();
}

const subscription = (page: Page, filter: string): Locator =>
  subscriptions(page).getByRole("listitem").filter({ hasText: filter });

/** Opens the dialog, fills in the filters and what else is wanted, and subscribes. */
async function subscribe(page: Page, filters: string, more: (dialog: Locator) => Promise<void> = async () => {}) {
  await subscriptions(page).getByRole("button", { name: "New subscription" }).click();
  const dialog = page.getByRole("dialog", { name: "New subscription" });
  await dialog.getByRole("textbox", { name: "Topic filter" }).fill(filters);
  await more(dialog);
  await dialog.getByRole("button", { name: "Subscribe", exact: true }).click();
  await expect(dialog).toHaveCount(0);
}

async function compose(page: Page, where: string, what: string): Promise<void> {
  await topic(page).fill(where);
  await payload(page).fill(what);
}

/** The next message of a device that is subscribed already. */
const nextPacket = (device: MqttClient) =>
  new Promise<IPublishPacket>((resolve) => device.once("message", (_topic, _payload, packet) => resolve(packet)));

test("of two retained messages a later subscriber gets only the second; an empty one deletes it", async ({
  page,
  hato,
}) => {
  await openConnected(page, hato);
  await form(page).getByRole("checkbox", { name: "Retain" }).check();
  for (const message of ['{"msg":"first"}', '{"msg":"second"}']) {
    await compose(page, "later/retained", message);
    await publishButton(page).click();
    await expect(rows(page).last()).toContainText(message);
    await expect(rows(page).last()).toContainText("Accepted");
  }
  await page.getByRole("region", { name: "Messages" }).getByRole("button", { name: "Clear" }).click();
  await subscribe(page, "later/#");
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText('{"msg":"second"}');
  await expect(rows(page)).toContainText("Retained");
  await expect(subscription(page, "later/#")).toContainText("1");

  await payload(page).fill("");
  await expect(form(page)).toContainText("An empty retained message deletes the one kept");
  await publishButton(page).click();
  await expect(rows(page).last()).toContainText("empty");
});

test("MQTT 5 request and response: asked by one click, the answer beside its request with its time", async ({
  page,
  hato,
  device,
}) => {
  await device.subscribeAsync("do/measure", { qos: 1 });
  await openConnected(page, hato);
  await form(page).getByRole("button", { name: "Properties" }).click();
  await form(page).getByRole("button", { name: "Await an answer" }).click();
  await expect(form(page).getByLabel("Correlation data")).toHaveValue("{{uuid}}");
  await expect(subscriptions(page).getByRole("listitem").filter({ hasText: "Answers" })).toContainText("Granted");
  await form(page).getByLabel("Content type").fill("application/json");
  await form(page).getByRole("button", { name: "Add a property" }).click();
  await form(page).getByLabel("Name of property 1").fill("unit");
  await form(page).getByLabel("Value of property 1").fill("°C");
  await compose(page, "do/measure", '{"what":"temperature"}');
  const asked = nextPacket(device);
  await publishButton(page).click();
  const { properties } = await asked;
  expect(properties).toMatchObject({ contentType: "application/json", userProperties: { unit: "°C" } });
  expect(String(properties?.correlationData)).toMatch(/^[0-9a-f-]{36}$/);
  const requests = form(page).getByRole("region", { name: "Requests" });
  await expect(requests).toContainText("Waiting on");
  await device.publishAsync(properties?.responseTopic ?? "", '{"answer":21.5}', {
    qos: 1,
    properties: { correlationData: properties?.correlationData },
  });
  await expect(requests.getByRole("listitem")).toContainText('{"answer":21.5}');
  await expect(requests.getByRole("listitem")).toContainText(/[\d.]+ ms/);
});

test("formats: each says the place of a mistake; what is converted stays the same; unknown variables and bad text go only when insisted", async ({
  page,
  hato,
  device,
}) => {
  await device.subscribeAsync("formats/#", { qos: 1 });
  await openConnected(page, hato);
  const format = form(page).getByLabel("Payload format");

  // A value of 64 bits, through CBOR to bytes and back.
  await compose(page, "formats/cbor", '{"n":12345678901234567890}');
  await format.selectOption("CBOR");
  const cbor = nextPacket(device);
  await publishButton(page).click();
  expect((await cbor).payload.toString("hex")).toBe("a1616e1bab54a98ceb1f0ad2");
  await format.selectOption("Hex");
  await expect(payload(page)).toContainText("a1 61 6e 1b ab 54 a9 8c eb 1f 0a d2");
  await format.selectOption("Base64");
  await expect(payload(page)).toContainText("oWFuG6tUqYzrHwrS");
  await format.selectOption("MessagePack");
  await expect(form(page).getByRole("alert")).toContainText("Not changed to MessagePack: byte");
  await expect(format).toHaveValue("base64");

  await payload(page).fill("oW*uG6");
  await expect(form(page)).toContainText("Not Base64: line 1, column 3: Base64 has no such character");
  await format.selectOption("Plaintext");
  await expect(form(page).getByRole("alert")).toContainText("Not changed to Plaintext: line 1, column 3");
  await payload(page).fill("");
  await format.selectOption("Hex");
  await payload(page).fill("de ad be e");
  await expect(form(page)).toContainText("Not Hex: line 1, column 11");
  await publishButton(page).click();
  await expect(form(page).getByRole("alert")).toContainText("Not sent, because it is not Hex.");
  await expect(payload(page)).toHaveAttribute("aria-invalid", "true");
  await payload(page).fill("");
  await format.selectOption("CBOR");
  await payload(page).fill('{\n"a": 1,}');
  await expect(form(page)).toContainText("Not JSON: line 2, column 8: a name in double quotes is missing");

  await format.selectOption("JSON");
  await expect(form(page).getByRole("alert")).toContainText("Not changed to JSON");
  await payload(page).fill("");
  await format.selectOption("JSON");
  await compose(page, "formats/anyway", '{"a": {{nobody}}}');
  await publishButton(page).click();
  await expect(form(page).getByRole("alert")).toContainText("Not sent");
  const anyway = nextPacket(device);
  await form(page).getByRole("button", { name: "Send anyway" }).click();
  expect((await anyway).payload.toString()).toBe('{"a": {{nobody}}}');
});

test("variables, a repetition with Stop, history, and saved messages that survive a reload", async ({
  page,
  hato,
  device,
}) => {
  await device.subscribeAsync("repeated/#", { qos: 1 });
  await openConnected(page, hato);

  await form(page).getByRole("button", { name: "Variables" }).click();
  const variables = page.getByRole("dialog", { name: "Variables" });
  await variables.getByLabel("Name", { exact: true }).fill("room");
  await variables.getByLabel("Value", { exact: true }).fill("kitchen");
  await variables.getByRole("button", { name: "Add" }).click();
  await expect(variables.getByLabel("Value of room")).toHaveValue("kitchen");
  await page.keyboard.press("Escape");
  await expect(variables).toHaveCount(0);

  await compose(page, "repeated/{{room}}", '{"n":{{count}},"r":{{rand 1 6}}}');
  await expect(form(page).getByTestId("preview")).toContainText(/\{"n":1,"r":[1-6]\}/);
  const arrived: string[] = [];
  device.on("message", (where, bytes) => arrived.push(`${where} ${bytes}`));
  await form(page).getByRole("button", { name: "Repeat" }).click();
  await form(page).getByLabel("Every (ms)").fill("20");
  await form(page).getByLabel("Times").fill("3");
  await form(page).getByRole("button", { name: "Start" }).click();
  await expect(form(page)).toContainText("Done: 3 of 3 sent");
  await expect.poll(() => arrived.length).toBe(3);
  expect(arrived[2]).toMatch(/^repeated\/kitchen \{"n":3,"r":[1-6]\}$/);
  await form(page).getByLabel("Times").fill("1000");
  await form(page).getByRole("button", { name: "Start" }).click();
  await form(page).getByRole("button", { name: "Stop" }).click();
  await expect(form(page)).toContainText(/Stopped: [\d,]+ of 1,000 sent/);

  await compose(page, "repeated/last", '{"msg":"the last"}');
  await publishButton(page).click();
  await expect(form(page)).toContainText("Accepted by the broker");
  await payload(page).fill("unfinished");
  await form(page).getByRole("button", { name: "Earlier payload" }).click();
  await expect(payload(page)).toContainText('{"msg":"the last"}');
  await form(page).getByRole("button", { name: "Earlier payload" }).click();
  await expect(payload(page)).toContainText("{{rand 1 6}}");
  await form(page).getByRole("button", { name: "Later payload" }).click();
  await form(page).getByRole("button", { name: "Later payload" }).click();
  await expect(payload(page)).toContainText("unfinished");

  await compose(page, "repeated/saved", '{"led":true}');
  await form(page).getByRole("button", { name: "Saved messages" }).click();
  const saved = page.getByRole("dialog", { name: "Saved messages" });
  await saved.getByLabel("Name").fill("Light on");
  await saved.getByLabel("Collection").fill("Kitchen");
  await saved.getByRole("button", { name: "Save", exact: true }).click();
  await expect(saved.getByRole("region", { name: "Kitchen" })).toContainText("Light on");
  await page.reload();
  await expect(payload(page)).toContainText('{"led":true}');
  await compose(page, "elsewhere", "{}");
  await form(page).getByRole("button", { name: "Saved messages" }).click();
  await saved.getByRole("button", { name: "Delete Light on" }).click();
  await expect(saved.getByRole("region", { name: "Kitchen" })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await saved.getByRole("button", { name: /^Light on/ }).click();
  await expect(topic(page)).toHaveValue("repeated/saved");
  await expect(payload(page)).toContainText('{"led":true}');
  await form(page).getByRole("button", { name: "Sent to before" }).click();
  await page.getByRole("menuitem", { name: "repeated/last" }).click();
  await expect(topic(page)).toHaveValue("repeated/last");
});

test("subscriptions: several at once, with a name, paused, changed, and each mistake at its place", async ({
  page,
  hato,
  device,
}) => {
  await openConnected(page, hato);
  await subscriptions(page).getByRole("button", { name: "New subscription" }).click();
  const dialog = page.getByRole("dialog", { name: "New subscription" });
  const filter = dialog.getByRole("textbox", { name: "Topic filter" });
  await dialog.getByRole("button", { name: "Subscribe", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("Enter a topic");
  await filter.fill("a/b, c/+d");
  await dialog.getByRole("button", { name: "Subscribe", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("c/+d: + fills a whole level");
  await expect(dialog.getByRole("alert")).toContainText("character 8");
  await filter.fill("$share/g/shared/#\nroom/+/light");
  await dialog.getByLabel("Name").fill("Shared, Lights");
  await dialog.getByRole("radio", { name: "Colour 3" }).check();
  await dialog.getByRole("checkbox", { name: /no local/ }).check();
  await dialog.getByRole("button", { name: "Subscribe", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("A shared subscription cannot leave out own messages");
  await dialog.getByRole("checkbox", { name: /no local/ }).uncheck();
  await dialog.getByRole("button", { name: "Subscribe", exact: true }).click();
  await expect(subscription(page, "Shared")).toContainText("Granted");
  await expect(subscription(page, "Lights")).toContainText("Granted");

  await device.publishAsync("shared/1", "s1", { qos: 1 });
  await device.publishAsync("room/1/light", "on", { qos: 1 });
  await expect(rows(page)).toHaveCount(2);
  await subscriptions(page).getByRole("button", { name: "Lights", exact: true }).click();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText("on");
  await subscriptions(page).getByRole("button", { name: "Lights", exact: true }).click();
  await expect(rows(page)).toHaveCount(2);

  await subscriptions(page).getByRole("button", { name: "Stop listening to room/+/light" }).click();
  await expect(subscription(page, "Lights")).toContainText("Paused");
  await subscriptions(page).getByRole("button", { name: "Listen to room/+/light again" }).click();
  await expect(subscription(page, "Lights")).toContainText("Granted");
  await subscriptions(page).getByRole("button", { name: "Edit room/+/light" }).click();
  const edit = page.getByRole("dialog", { name: "Change subscription" });
  await edit.getByRole("textbox", { name: "Topic filter" }).fill("room/#");
  await edit.getByLabel("Highest QoS").selectOption("2");
  await edit.getByRole("button", { name: "Change", exact: true }).click();
  await expect(subscription(page, "room/#")).toContainText("QoS 2");
  await device.publishAsync("room/1/heat", "warm", { qos: 1 });
  await expect(rows(page).last()).toContainText("warm");
  await subscriptions(page).getByRole("button", { name: "Unsubscribe from room/#" }).click();
  await expect(subscription(page, "room/#")).toHaveCount(0);
});

test("refused as a device: subscription and publish say so, name the rule, and open the simulator with the question", async ({
  page,
  hato,
}) => {
  const { name } = await createDevice(hato);
  await signIn(page, hato, "/acme/client");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByText("Connected", { exact: true })).toBeVisible();
  await page.getByLabel("Act as").selectOption({ label: name });
  const refused = subscription(page, "sensor/+/temperature");
  await expect(refused).toContainText(`as ${name} you may not subscribe to this`);

  // QoS 0 is never answered: that it was denied, only the broker's events know.
  await form(page).getByText("QoS 0", { exact: true }).click();
  await compose(page, "other/topic", "{}");
  await publishButton(page).click();
  await expect(form(page)).toContainText("other/topic was not delivered");
  await expect(form(page)).toContainText("No rule allows it.");
  await expect(form(page).getByRole("link", { name: "Why, in the simulator" })).toHaveAttribute(
    "href",
    /action=publish&topic=other%2Ftopic/,
  );

  await refused.getByRole("link", { name: "Why, in the simulator" }).click();
  await expect(page).toHaveURL(/\/simulator\?device=dev_.*action=subscribe&topic=sensor/);
  await expect(page.getByLabel("Topic filter", { exact: true })).toHaveValue("sensor/+/temperature");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`by keyboard alone; axe finds nothing serious (${colorScheme})`, async ({ page, hato, device }) => {
    await device.subscribeAsync("keys/only", { qos: 1 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await openConnected(page, hato);
    await topic(page).focus();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("keys/only");
    await payload(page).focus();
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type('{"a":1}');
    await page.keyboard.press("Shift+Alt+F");
    await expect(payload(page)).toContainText('"a": 1');
    const sent = nextPacket(device);
    await page.keyboard.press("ControlOrMeta+Enter");
    expect((await sent).payload.toString()).toBe('{\n  "a": 1\n}');
    await expect(form(page)).toContainText("Accepted by the broker");
    // Tab indents; after Escape it leaves.
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    await expect(payload(page)).not.toBeFocused();

    await form(page).getByRole("button", { name: "Properties" }).click();
    await form(page).getByRole("button", { name: "Repeat" }).click();
    await expect(form(page).getByLabel("Every (ms)")).toBeVisible();
    const check = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(serious.map(({ id, nodes }) => ({ id, targets: nodes.map(({ target }) => target) }))).toEqual([]);
    };
    await check();
    await page.keyboard.press("Escape");
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.keyboard.press("n");
    await expect(page.getByRole("dialog", { name: "New subscription" })).toBeVisible();
    await check();
  });
}
