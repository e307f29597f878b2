import type { Locator, Page } from "@playwright/test";
import { connectDevice, createDevice } from "./a-device.ts";
import { expectAccessible } from "./accessible.ts";
import { expect as hatoExpect, test } from "./hato.ts";
import { signIn } from "./sign-in.ts";

/** Browser, broker, console and PostgreSQL may have to share two busy cores; a test that passes is none the slower. */
const expect = hatoExpect.configure({ timeout: 20_000 });

const rows = (page: Page) => page.getByRole("log", { name: "Messages" }).getByRole("button");
const list = (page: Page) => page.getByRole("region", { name: "Connections" });
const item = (page: Page, name: string) => list(page).getByRole("listitem").filter({ hasText: name });
const form = (page: Page) => page.getByRole("dialog", { name: "New connection" });
const pane = (page: Page) => page.getByRole("main");

/** Sets a connection up by the form and connects it. */
async function addConnection(page: Page, name: string, fill: (form: Locator) => Promise<void> = async () => {}) {
  await form(page).getByLabel("Name", { exact: true }).fill(name);
  await fill(form(page));
  await form(page).getByRole("button", { name: "Connect", exact: true }).click();
  await expect(form(page)).toBeHidden();
  await expect(item(page, name)).toContainText("online");
  await expect(pane(page).getByText("Connected", { exact: true })).toBeVisible();
}

async function openForm(page: Page): Promise<void> {
  await list(page).getByRole("button", { name: "New connection" }).click();
  await expect(form(page)).toBeVisible();
}

async function open(page: Page, name: string): Promise<void> {
  await item(page, name)
    .getByRole("button", { name: new RegExp(`^${name}`) })
    .click();
  await expect(item(page, name).locator("[aria-current]")).toBeVisible();
}

async function subscribe(page: Page, filter: string): Promise<void> {
  const subscriptions = page.getByRole("region", { name: "Subscriptions" });
  await subscriptions.getByRole("button", { name: "New subscription" }).click();
  const dialog = page.getByRole("dialog", { name: "New subscription" });
  await dialog.getByRole("textbox", { name: "Topic filter" }).fill(filter);
  await dialog.getByRole("button", { name: "Subscribe", exact: true }).click();
  await expect(subscriptions.getByRole("listitem").filter({ hasText: filter })).toContainText("Granted");
}

async function publish(page: Page, topic: string, payload: string): Promise<void> {
  const publishing = page.getByRole("region", { name: "Publish" });
  await publishing.getByLabel("Topic").fill(topic);
  await publishing.getByRole("textbox", { name: "Payload" }).fill(payload);
  await publishing.getByRole("button", { name: "Publish" }).click();
  await expect(publishing).toContainText("Accepted by the broker");
}

/** All that this browser keeps in one of its shelves. */
async function kept(page: Page, shelf: "profiles" | "messages" | "drafts"): Promise<unknown[]> {
  return page.evaluate(async (store) => {
    const [{ name = "" } = {}] = await indexedDB.databases();
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const values = await new Promise<unknown[]>((resolve) => {
      const request = database.transaction(store).objectStore(store).getAll();
      request.onsuccess = () => resolve(request.result);
    });
    database.close();
    return values;
  }, shelf);
}

/** How many messages this browser keeps of all connections. */
async function keptMessages(page: Page): Promise<number> {
  const chunks = (await kept(page, "messages")) as { messages: unknown[] }[];
  return chunks.reduce((sum, { messages }) => sum + messages.length, 0);
}

test("two sensors and a demo: unread is counted, both arrive, and all of it is there after a reload", async ({
  page,
  hato,
}) => {
  await signIn(page, hato, "/acme/client");
  await page.getByRole("button", { name: "Set up a connection…" }).click();
  await addConnection(page, "Simple Demo");
  await subscribe(page, "sensor/+/temperature");
  await openForm(page);
  await addConnection(page, "Sensor 1");
  await publish(page, "sensor/1/temperature", '{"msg":"17.2"}');
  await openForm(page);
  await addConnection(page, "Sensor 2");
  await publish(page, "sensor/2/temperature", '{"msg":"18.2"}');

  await expect(item(page, "Simple Demo")).toContainText("2 unread messages");
  await open(page, "Simple Demo");
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).first()).toContainText('{"msg":"17.2"}');
  await expect(rows(page).last()).toContainText('{"msg":"18.2"}');
  await expect(item(page, "Simple Demo")).not.toContainText("unread");
  await expectAccessible(page);

  const topic = page.getByRole("region", { name: "Publish" }).getByLabel("Topic");
  await topic.fill("half/a/top");
  // Two received, and one sent by each sensor.
  await expect.poll(() => keptMessages(page)).toBe(4);
  await expect.poll(async () => JSON.stringify(await kept(page, "drafts"))).toContain("half/a/top");
  await page.reload();
  await expect(item(page, "Sensor 2")).toContainText("offline");
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).last()).toContainText("earlier");
  await expect(rows(page).last()).toContainText('{"msg":"18.2"}');
  await expect(topic).toHaveValue("half/a/top");
  await expect(page.getByRole("region", { name: "Subscriptions" })).toContainText("sensor/+/temperature");

  // By the keyboard: another is opened, renamed and removed.
  await item(page, "Sensor 1")
    .getByRole("button", { name: /^Sensor 1/ })
    .focus();
  await page.keyboard.press("Enter");
  await expect(item(page, "Sensor 1").locator("[aria-current]")).toBeVisible();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Rename" }).press("Enter");
  const renaming = page.getByRole("dialog", { name: "Rename" });
  await renaming.getByLabel("Name").fill("Sensor 2");
  await page.keyboard.press("Enter");
  await expect(renaming).toContainText("Another connection has this name.");
  await renaming.getByLabel("Name").fill("Kitchen");
  await page.keyboard.press("Enter");
  await expect(item(page, "Kitchen")).toBeVisible();
  await list(page).getByRole("button", { name: "Actions for Kitchen" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  await page.getByRole("alertdialog").or(page.getByRole("dialog")).getByRole("button", { name: "Remove" }).click();
  await expect(item(page, "Kitchen")).toHaveCount(0);
  await expect.poll(() => keptMessages(page)).toBe(3);

  await list(page).getByRole("button", { name: "More about connections" }).click();
  await page.getByRole("menuitem", { name: "Import…" }).click();
  const importing = page.getByRole("dialog", { name: "Import connections" });
  const mqttx = {
    name: "Greenhouse",
    clientId: "mqttx_1",
    host: "broker.example",
    protocol: "mqtt",
    password: "secret",
    subscriptions: [{ topic: "green/#", qos: 1 }],
    messages: [{ topic: "green/1", payload: "ripe", createAt: "2026-11-20 10:00:00:000", out: false }],
  };
  const file = { name: "mqttx.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify([mqttx])) };
  await importing.getByLabel("File").setInputFiles(file);
  await expect(importing).toContainText("1 subscription, 1 message");
  await expect(importing).toContainText("It was for broker.example.");
  await expect(importing).toContainText("The password is left out");
  await importing.getByRole("button", { name: "Import 1 connection" }).click();
  await expect(item(page, "Greenhouse").locator("[aria-current]")).toBeVisible();
  await expect(rows(page)).toContainText("ripe");
});

test("what is wrong is said at its field; a 3.1.1 session that is kept brings what was missed; a will speaks", async ({
  page,
  hato,
  context,
  consoleErrors,
}) => {
  await signIn(page, hato, "/acme/client");
  await page.getByRole("button", { name: "Set up a connection…" }).click();
  await expect(form(page)).toBeVisible();
  await form(page).getByLabel("Keep alive").fill("70000");
  await form(page).getByLabel("Name", { exact: true }).fill(" ");
  await form(page).getByRole("button", { name: "Last will" }).click();
  await form(page).getByLabel("Topic", { exact: true }).fill("last/#");
  await form(page).getByRole("button", { name: "Advanced" }).click();
  await form(page).getByLabel("Maximum packet size").fill("99");
  await expectAccessible(page);
  await form(page).getByRole("button", { name: "Save only" }).click();
  await expect(form(page).getByRole("alert")).toHaveCount(4);
  await expect(form(page).getByLabel("Name", { exact: true })).toBeFocused();
  await form(page).getByLabel("Topic", { exact: true }).fill("");
  await form(page).getByLabel("Maximum packet size").fill("");

  await addConnection(page, "Keeper", async (fields) => {
    await fields.getByText("3.1.1", { exact: true }).click();
    await fields.getByLabel("Keep alive").fill("60");
    await fields.getByLabel(/^Clean session/).uncheck();
  });
  await subscribe(page, "kept/#");
  await page.getByRole("button", { name: "Disconnect" }).click();
  await expect(item(page, "Keeper")).toContainText("offline");
  const device = await connectDevice(hato, await createDevice(hato, ["whole-tenant"]));
  for (const n of [1, 2, 3]) await device.publishAsync(`kept/${n}`, `missed ${n}`, { qos: 1 });
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(rows(page)).toHaveCount(3);
  await expect(rows(page).last()).toContainText("missed 3");
  await expect(pane(page)).toContainText("resumed");

  await subscribe(page, "last_will");
  // Another tab of the same person, which goes away without a goodbye.
  const tab = await context.newPage();
  await tab.goto("/acme/client");
  await openForm(tab);
  await addConnection(tab, "Doomed", async (fields) => {
    await fields.getByLabel("Keep alive").fill("5");
    // Left open by the person, so open again.
    await fields.getByLabel("Topic", { exact: true }).fill("last_will");
    await fields.getByLabel("Payload", { exact: true }).fill("offline");
    await fields.getByLabel("Retain").check();
  });
  await tab.close();
  await expect(rows(page).last()).toContainText("offline");
  await expect(rows(page).last()).toContainText("last_will");

  await openForm(page);
  await addConnection(page, "Late");
  await subscribe(page, "last_will");
  await expect(rows(page)).toContainText("Retained");
  await expect(rows(page)).toContainText("offline");
  await device.publishAsync("last_will", "", { qos: 1, retain: true });
  await device.endAsync(true);

  // As a device itself, whose password does not travel.
  const { username, password } = await createDevice(hato, ["whole-tenant"]);
  await openForm(page);
  await addConnection(page, "By SCRAM", async (fields) => {
    await fields.getByLabel("Act as").selectOption({ label: "A username and password" });
    await fields.getByLabel("Username").fill(username);
    await fields.getByLabel("Password", { exact: true }).fill(password);
    await fields.getByLabel("Authentication").selectOption("SCRAM-SHA-256");
  });
  expect(JSON.stringify(await kept(page, "profiles"))).not.toContain(password);

  // The browser does not trust Hato's own certificate, and does not say so; the server does.
  await openForm(page);
  await form(page).getByLabel("Name", { exact: true }).fill("Encrypted");
  await form(page).getByLabel("Listener").selectOption("wss");
  await form(page).getByRole("button", { name: "Connect", exact: true }).click();
  await expect(pane(page)).toContainText("The broker cannot be reached");
  await pane(page).getByRole("button", { name: "Check from the server" }).click();
  await expect(pane(page)).toContainText("Port: passed");
  await expect(pane(page)).toContainText("TLS: doubtful");
  await expect(pane(page)).toContainText("WebSocket: passed");
  // What the browser itself writes about a socket that it did not open.
  consoleErrors.length = 0;
});
