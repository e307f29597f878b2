import type { Locator, Page } from "@playwright/test";
import { connectAsync, type MqttClient } from "mqtt";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { createDevice, signUp } from "./people.ts";

/** A line of the tree by the last level of its topic. */
function line(page: Page, level: string): Locator {
  return page.getByRole("row").filter({ has: page.getByText(level, { exact: true }) });
}

async function publish(client: MqttClient, topic: string, payload: string | Buffer, retain = false): Promise<void> {
  await client.publishAsync(topic, payload, { qos: 1, retain });
}

test("topics as they are published to: from nothing to the tree, one topic in depth, and what was put aside", async ({
  page,
  hato,
  browser,
}) => {
  // One long scene with a single sign-up: three quarters of a minute on two quiet cores.
  test.setTimeout(240_000);
  const { tenantSlug } = await signUp(page);
  const device = await createDevice(page, tenantSlug, "sensor-1", "Gateway");
  const client = await connectAsync(`mqtt://127.0.0.1:${hato.ready.mqtt}`, {
    protocolVersion: 5,
    username: device.username,
    password: device.secret,
    clientId: "field",
  });
  const base = `/${tenantSlug}/topics`;
  const detail = page.getByTestId("topic-detail");
  const payload = detail.getByTestId("payload");
  const chip = page.getByTestId("topics-freshness");

  await test.step("empty, with a message to begin with", async () => {
    await page.goto(base);
    await expect(page.getByRole("heading", { name: "No messages since you opened this page" })).toBeVisible();
    await expect(chip).toContainText("Live");
    await expectAccessible(page);
    const form = page.locator("form").filter({ has: page.getByLabel("Topic", { exact: true }) });
    await form.getByLabel("Topic", { exact: true }).fill("hall/line-2/state");
    await form.getByLabel("Payload").fill('{"on":true}');
    await form.getByRole("button", { name: "Publish" }).click();
    await expect(line(page, "hall")).toContainText("(1 topic");
  });

  await test.step("messages come into the tree; branches open and close by the keys of a treegrid", async () => {
    for (let n = 1; n <= 3; n++) await publish(client, `hall/line-${n}/temperature`, `{"t":${20 + n}.5,"unit":"C"}`);
    await publish(client, "attic", "quiet");
    await expect(line(page, "attic")).toContainText("quiet");
    await expect(line(page, "hall")).toContainText("(4 topics, 4 messages)");
    await line(page, "attic").focus();
    await page.keyboard.press("ArrowDown");
    await expect(line(page, "hall")).toBeFocused();
    await page.keyboard.press("ArrowRight");
    await expect(line(page, "line-1")).toBeVisible();
    await expect(line(page, "hall")).toHaveAttribute("aria-expanded", "true");
    await page.keyboard.press("ArrowRight");
    await expect(line(page, "line-1")).toBeFocused();
    await page.keyboard.press("*");
    await expect(line(page, "temperature")).toHaveCount(3);
    await expect(line(page, "state")).toContainText('{"on":true}');
    await expect(line(page, "state").getByText("Retained")).toBeAttached();
    await expect(line(page, "temperature").first()).toHaveAttribute("aria-level", "3");
    await expectAccessible(page);
    await page.keyboard.press("ArrowLeft");
    await expect(line(page, "temperature")).toHaveCount(2);
    await page.keyboard.press("ArrowRight");
    await expect(line(page, "temperature")).toHaveCount(3);
  });

  await test.step("a topic opens with its value, the difference to the last, and its history", async () => {
    await page.keyboard.press("ArrowRight");
    await expect(line(page, "temperature").first()).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/topic=hall%2Fline-1%2Ftemperature/);
    await expect(payload).toContainText("21.5");
    await expect(detail.getByTestId("history-count")).toContainText("0 messages");
    await publish(client, "hall/line-1/temperature", '{"t":22.5,"unit":"C"}');
    await expect(payload).toContainText("22.5");
    await expect(detail.getByRole("link", { name: "sensor-1" })).toHaveAttribute(
      "href",
      `/${tenantSlug}/devices/${device.id}`,
    );
    await page.keyboard.press("d");
    await expect(payload).toContainText("Removed:");
    await expect(payload).toContainText('"t": 21.5');
    await page.keyboard.press("d");
    await page.keyboard.press("h");
    await expect(payload).toContainText("7b 22 74 22");
    await page.keyboard.press("h");
    await expect(payload.getByRole("treeitem").first()).toBeVisible();
    await expectAccessible(page);
    await detail.getByRole("region", { name: "Messages, newest first" }).getByRole("button").nth(1).click();
    await expect(payload).toContainText("21.5");
    await publish(client, "hall/line-1/temperature", '{"t":23.5,"unit":"C"}');
    await detail.getByRole("button", { name: "2 newer" }).click();
    await expect(payload).toContainText("23.5");
    await detail.getByRole("slider", { name: "Message in time" }).press("Home");
    await expect(payload).toContainText("21.5");
    await detail.getByRole("slider", { name: "Message in time" }).press("End");
    await expect(payload).toContainText("23.5");
  });

  await test.step("a number that is clicked becomes a chart, and a table", async () => {
    await payload.getByText("23.5").click();
    const chart = detail.getByTestId("value-chart");
    await expect(chart.getByText(/^[23] values$/)).toBeVisible();
    await expect(chart.locator("canvas")).toBeVisible();
    await expectAccessible(page);
    await chart.getByRole("button", { name: "Table" }).click();
    await expect(chart.getByRole("row").nth(1)).toContainText("23.5");
    await chart.getByRole("button", { name: "Close the chart of t" }).click();
    await expect(chart).toHaveCount(0);
  });

  await test.step("publish here begins with the topic and its value", async () => {
    await detail.getByRole("button", { name: "Publish here" }).click();
    const sheet = page.getByRole("dialog", { name: "Publish a message" });
    await expect(sheet.getByLabel("Topic", { exact: true })).toHaveValue("hall/line-1/temperature");
    await sheet.getByLabel("Payload").fill('{"t":5}');
    await sheet.getByRole("button", { name: "Publish" }).click();
    await expect(sheet).toHaveCount(0);
    await expect(payload).toContainText("5");
    await expect(detail.getByTestId("history-count")).toContainText("3 messages");
  });

  await test.step("paused, nothing moves and what waits is counted", async () => {
    await page.keyboard.press("p");
    await expect(chip).toContainText("Paused");
    await publish(client, "hall/line-1/temperature", '{"t":99}');
    await expect(chip).toContainText("1 message waits");
    await expect(payload).not.toContainText("99");
    await page.keyboard.press("p");
    await expect(payload).toContainText("99");
    await expect(chip).toContainText("Live");
  });

  await test.step("more than can be shown: what is left out is said where it is missing", async () => {
    for (let n = 0; n < 2_000; n++) client.publish("hall/line-1/temperature", `{"t":${n}}`);
    await publish(client, "hall/line-1/temperature", '{"t":"last"}');
    await expect(payload).toContainText("last");
    await expect(detail.getByTestId("gap").first()).toContainText("left out: more came than are shown");
    await expect(detail.getByTestId("history-count")).toContainText("2,005 messages");
  });

  await test.step("search: by text, by pattern, by expression, by payload; what is wrong is said", async () => {
    await page.keyboard.press("/");
    const field = page.getByRole("searchbox", { name: "Search topics and payloads" });
    await expect(field).toBeFocused();
    await field.fill("LINE-3");
    await expect(page.getByRole("treegrid", { name: "Topics found" })).toBeVisible();
    await expect(line(page, "hall/line-3/temperature")).toBeVisible();
    await expect(page.getByText("1 topic fits.")).toBeVisible();
    await page.getByLabel("Search in").selectOption("filter");
    await field.fill("+/+/temperature");
    await expect(page.getByText("3 topics fit.")).toBeVisible();
    await expect(page).toHaveURL(/by=filter/);
    await page.getByLabel("Search in").selectOption("regex");
    await field.fill("line-[12]/t");
    await expect(page.getByText("2 topics fit.")).toBeVisible();
    await field.fill("(");
    await expect(page.getByText("That is no regular expression.")).toBeVisible();
    await page.getByLabel("Search in").selectOption("payload");
    await field.fill("quiet");
    await expect(line(page, "attic")).toBeVisible();
    await expectAccessible(page);
    await field.press("Escape");
    await expect(page.getByRole("treegrid", { name: "Topics", exact: true })).toBeVisible();
  });

  await test.step("pinned topics stay in sight, ignored branches go, in this browser", async () => {
    await line(page, "attic").focus();
    await page.keyboard.press("f");
    const pinned = page.getByRole("region", { name: "Pinned topics" });
    await expect(pinned.getByRole("button", { name: /^attic/ })).toContainText("quiet");
    await page.keyboard.press("i");
    await expect(line(page, "attic")).toHaveCount(0);
    await page.reload();
    await expect(pinned.getByRole("button", { name: /^attic/ })).toContainText("quiet");
    // The way to the selected topic is open again.
    await expect(line(page, "temperature")).toHaveAttribute("aria-selected", "true");
    await expect(line(page, "attic")).toHaveCount(0);
    await expectAccessible(page);
    await page.getByRole("button", { name: "1 ignored" }).click();
    await page.getByRole("menuitem", { name: "Show attic again" }).click();
    await expect(line(page, "attic")).toBeVisible();
    await pinned.getByRole("button", { name: "Unpin attic" }).click();
    await expect(pinned).toHaveCount(0);
  });

  await test.step("all below a branch is one stream; its retained messages are counted and cleared", async () => {
    await line(page, "hall").click();
    await expect(detail.getByRole("heading")).toContainText("hall/#");
    await expect(detail.getByText("Waiting for a message")).toBeVisible();
    await publish(client, "hall/line-3/temperature", Buffer.from([0xff, 0x00]));
    await expect(payload).toContainText("ff 00");
    await expect(detail.getByTestId("message-facts")).toContainText("hall/line-3/temperature");
    await detail.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Clear all retained here and below…" }).click();
    const dialog = page.getByRole("dialog", { name: "Clear 1 retained message?" });
    await expect(dialog).toContainText("hall/#");
    await dialog.getByRole("button", { name: "Clear", exact: true }).click();
    await expect(dialog).toHaveCount(0);
    await line(page, "line-2").getByRole("button", { name: "Expand" }).click();
    await expect(line(page, "state")).toBeVisible();
    await expect(line(page, "state").getByText("Retained")).toHaveCount(0);
  });

  await test.step("on a phone the topic takes the page, and Back returns to the tree", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await expect(page.getByRole("treegrid")).toBeHidden();
    await expectAccessible(page);
    await detail.getByRole("button", { name: "Back to the topics" }).click();
    await expect(line(page, "hall")).toBeVisible();
    await page.goBack();
    await expect(detail).toBeVisible();
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  await test.step("opens in the client with its subscription", async () => {
    await detail.getByRole("link", { name: "Open in client" }).click();
    await expect(page).toHaveURL(new RegExp(`/${tenantSlug}/client$`));
    await expect(page.getByRole("region", { name: "Subscriptions" })).toContainText("hall/#");
  });

  await test.step("a stranger finds nothing at that address", async () => {
    const context = await browser.newContext({ baseURL: hato.url });
    const stranger = await context.newPage();
    await signUp(stranger);
    await stranger.goto(base);
    await expect(stranger.getByRole("heading", { name: "This page is not here" })).toBeVisible();
    await context.close();
  });
  await client.endAsync();
});
