import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { encode as encodeCbor } from "cbor-x";
import type { MqttClient } from "mqtt";
import Papa from "papaparse";
import { connectDevice, createDevice } from "./a-device.ts";
import { expectAccessible } from "./accessible.ts";
import { type E2eHato, expect as hatoExpect, test as hatoTest } from "./hato.ts";
import { signIn } from "./sign-in.ts";

/** The online client's messages: looked at, filtered, read, chosen, taken away. */

const expect = hatoExpect.configure({ timeout: 20_000 });

const test = hatoTest.extend<{ device: MqttClient }>({
  device: async ({ hato }, use) => {
    const client = await connectDevice(hato, await createDevice(hato, ["whole-tenant"]));
    await use(client);
    await client.endAsync(true);
  },
});

/** Green on white, 2 × 1. */
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGNgaPjPAMQACAYB/2Cgo9EAAAAASUVORK5CYII=",
  "base64",
);

const card = (page: Page) => page.getByRole("region", { name: "Messages" });
const rows = (page: Page) => page.getByRole("log", { name: "Messages" }).getByRole("button");
const gridRows = (page: Page) => page.getByRole("grid", { name: "Messages" }).locator("[data-seq]");
const search = (page: Page) => card(page).getByLabel("Search in topics and payloads");
const payload = (page: Page) => page.getByTestId("payload");

async function connected(page: Page, hato: Pick<E2eHato, "owner">): Promise<void> {
  await signIn(page, hato, "/acme/client");
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  const subscription = page.getByRole("region", { name: "Subscriptions" }).getByRole("listitem");
  await expect(subscription.filter({ hasText: "sensor/+/temperature" })).toContainText("Granted");
}

/** Five messages, each of another kind, the last one acknowledged. */
async function publishSome(device: MqttClient): Promise<void> {
  await device.publishAsync("sensor/1/temperature", '{"msg":"17.2","serial":12345678901234567890}', { qos: 1 });
  await device.publishAsync("sensor/1/temperature", '{"msg":"18.2","serial":12345678901234567890}', {
    qos: 1,
    properties: { contentType: "application/json", responseTopic: "answer/here", userProperties: { unit: "°C" } },
  });
  await device.publishAsync("sensor/2/temperature", "=needle");
  await device.publishAsync("sensor/3/temperature", Buffer.from(encodeCbor({ state: "warm" })), {
    properties: { contentType: "application/cbor" },
  });
  await device.publishAsync("sensor/4/temperature", PNG, { qos: 1 });
}

test("three views of the same messages, each narrowed by any part; the choice is remembered", async ({
  page,
  hato,
  device,
}) => {
  await connected(page, hato);
  await publishSome(device);
  await expect(rows(page)).toHaveCount(5);

  await test.step("a table, with the keyboard", async () => {
    await card(page).getByText("Table", { exact: true }).click();
    await expect(page.getByRole("columnheader", { name: "Topic" })).toBeVisible();
    await expect(gridRows(page)).toHaveCount(5);
    await expect(gridRows(page).first()).toContainText("sensor/1/temperature");
    await gridRows(page).first().click();
    await expect(payload(page).getByRole("tree")).toContainText('"msg":"17.2"');
    await page.keyboard.press("ArrowDown");
    await expect(payload(page).getByRole("tree")).toContainText('"msg":"18.2"');
    await expectAccessible(page);
  });

  await test.step("a conversation: received left, sent right", async () => {
    await page.reload();
    await page.getByRole("button", { name: "Connect", exact: true }).click();
    await expect(page.getByText("Connected", { exact: true })).toBeVisible();
    // What the browser kept is there again, in the view that was chosen.
    await expect(gridRows(page)).toHaveCount(5);
    await card(page).getByText("Chat", { exact: true }).click();
    await page.getByRole("region", { name: "Publish" }).getByRole("button", { name: "Publish", exact: true }).click();
    await expect(rows(page).filter({ hasText: "Sent" })).toHaveCount(1);
    const sent = await rows(page).filter({ hasText: "Sent" }).locator("> span").boundingBox();
    const received = await rows(page).first().locator("> span").boundingBox();
    expect(sent?.x ?? 0).toBeGreaterThan(received?.x ?? Number.POSITIVE_INFINITY);
    await expectAccessible(page);
    await card(page).getByText("List", { exact: true }).click();
    await expect(rows(page).last()).toBeVisible();
  });
  const all = await rows(page).count();

  await test.step("searched from the keyboard, a chip takes the search away", async () => {
    await card(page).getByRole("heading", { name: "Messages" }).click();
    await page.keyboard.press("/");
    await expect(search(page)).toBeFocused();
    await page.keyboard.type("NEEDLE");
    await expect(rows(page)).toHaveCount(1);
    await card(page).getByRole("button", { name: "Remove the filter: “NEEDLE”" }).click();
    await expect(rows(page)).toHaveCount(all);
  });

  await test.step("narrowed by direction, QoS and topic; nothing matching says of how many", async () => {
    await card(page).getByRole("button", { name: "Filters", exact: true }).click();
    await card(page).getByLabel("Direction").selectOption("Sent");
    await expect(rows(page)).toHaveCount(1);
    await card(page).getByLabel("Direction").selectOption("Received");
    await card(page).getByLabel("QoS").selectOption("QoS 0");
    await expect(rows(page)).toHaveCount(2);
    await card(page).getByLabel("Topic filter").fill("nothing/+");
    await expect(card(page)).toContainText(`0 of ${all} match.`);
    await card(page).getByRole("log").getByRole("button", { name: "Clear all filters" }).click();
    await expect(rows(page)).toHaveCount(all);
    await card(page).getByRole("button", { name: "Filters", exact: true }).click();
  });

  await test.step("searched by expression; one that would never end is stopped, and nothing else with it", async () => {
    await card(page).getByRole("button", { name: "Regular expression" }).click();
    await search(page).fill('^sensor/\\d/temp[^]*"msg":"1[78]\\.2"');
    await expect(rows(page)).toHaveCount(2);
    await search(page).fill("(unclosed");
    await expect(card(page).getByRole("alert")).toContainText("not a regular expression");
    await device.publishAsync("sensor/5/temperature", `${"a".repeat(60)}!`, { qos: 1 });
    await search(page).fill("^(a+)+$");
    await expect(card(page).getByRole("alert")).toContainText("took too long");
    await device.publishAsync("sensor/6/temperature", "still here", { qos: 1 });
    await search(page).fill("still here$");
    await expect(rows(page)).toHaveCount(1);
    await card(page)
      .getByRole("button", { name: /^Remove the filter/ })
      .click();
    await card(page).getByRole("button", { name: "Regular expression" }).click();
    await expect(rows(page)).toHaveCount(all + 2);
  });

  await test.step("Alt and L clear", async () => {
    await card(page).getByRole("heading", { name: "Messages" }).click();
    await page.keyboard.press("Alt+l");
    await expect(rows(page)).toHaveCount(0);
  });
});

test("a message in full, compared with the one before; what is chosen is taken away, byte for byte", async ({
  page,
  hato,
  device,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await connected(page, hato);
  await publishSome(device);
  await expect(rows(page)).toHaveCount(5);

  await test.step("properties, tree, difference, hex by key", async () => {
    await rows(page).nth(1).click();
    const tree = payload(page).getByRole("tree");
    await expect(tree).toContainText('"serial":12345678901234567890');
    await expect(page.getByRole("region", { name: "Properties" })).toContainText("answer/here");
    await expect(page.getByRole("region", { name: "Properties" })).toContainText("User property unit°C");
    await page.keyboard.press("d");
    await expect(payload(page)).toContainText('Removed:  "msg": "17.2",');
    await expect(payload(page)).toContainText('Added:  "msg": "18.2",');
    await page.keyboard.press("d");
    await expect(tree).toBeVisible();
    await page.keyboard.press("h");
    await expect(payload(page)).toContainText("00000000  7b 22 6d 73 67");
    await page.keyboard.press("h");
    await page.getByRole("button", { name: "Copy as a line of JSON" }).click();
    const line = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    expect(line).toMatchObject({
      topic: "sensor/1/temperature",
      payload: '{"msg":"18.2","serial":12345678901234567890}',
      encoding: "utf8",
      properties: { userProperties: [["unit", "°C"]] },
    });
    await expectAccessible(page);
  });

  await test.step("CBOR by its content type, as what it is not, and an image", async () => {
    await rows(page).nth(3).click();
    await expect(payload(page).getByRole("tree")).toContainText('"state":"warm"');
    await page.getByLabel("Shown as").selectOption("MessagePack");
    await expect(payload(page)).toContainText("Not MessagePack: it goes wrong at byte");
    await page.getByLabel("Shown as").selectOption({ index: 0 });
    await rows(page).nth(4).click();
    const image = payload(page).getByRole("img");
    await expect(image).toBeVisible();
    expect(await image.evaluate((element: HTMLImageElement) => [element.naturalWidth, element.naturalHeight])).toEqual([
      2, 1,
    ]);
    await page.getByRole("button", { name: "Close the message" }).click();
  });

  await test.step("a choice of rows as CSV, all of them as JSON Lines", async () => {
    await rows(page).nth(1).click();
    await rows(page)
      .nth(3)
      .click({ modifiers: ["Shift"] });
    await expect(card(page)).toContainText("3 selected");
    const csv = await exported(page, /as CSV/);
    expect(csv.name).toMatch(/^messages-.*\.csv$/);
    const { data } = Papa.parse<Record<string, string>>(csv.text, { header: true, skipEmptyLines: true });
    expect(data.map(({ topic, encoding, payload }) => [topic, encoding, payload])).toEqual([
      ["sensor/1/temperature", "utf8", '{"msg":"18.2","serial":12345678901234567890}'],
      // A spreadsheet would have run it.
      ["sensor/2/temperature", "utf8", "'=needle"],
      ["sensor/3/temperature", "base64", Buffer.from(encodeCbor({ state: "warm" })).toString("base64")],
    ]);
    await expect(card(page)).toContainText("3 messages exported.");

    await rows(page).nth(3).focus();
    await page.keyboard.press("Escape");
    await expect(card(page)).not.toContainText("3 selected");
    await page.keyboard.press("Control+a");
    await expect(card(page)).toContainText("5 selected");
    await page.keyboard.press("Control+c");
    await expect(card(page)).toContainText("5 messages copied.");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const jsonl = await exported(page, /as JSON Lines$/);
    expect(copied).toBe(jsonl.text);
    const lines = jsonl.text.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).topic)).toEqual([1, 1, 2, 3, 4].map((n) => `sensor/${n}/temperature`));
    expect(JSON.parse(lines[4] ?? "")).toMatchObject({ encoding: "base64", payload: PNG.toString("base64") });
  });
});

/** What the menu of exports saves. */
async function exported(page: Page, kind: RegExp): Promise<{ name: string; text: string }> {
  const item = page.getByRole("menuitem", { name: kind }).first();
  // A menu takes no click in the moment that it opens: what was not heard is clicked again.
  const saved = page.waitForEvent("download");
  let started = false;
  void saved.then(() => {
    started = true;
  });
  await expect(async () => {
    if (started) return;
    if (!(await item.isVisible())) {
      await card(page)
        .getByRole("button", { name: /^Export/ })
        .click({ timeout: 2_000 });
    }
    await item.click({ timeout: 2_000 });
    await expect.poll(() => started, { timeout: 3_000 }).toBe(true);
  }).toPass();
  const download = await saved;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}
