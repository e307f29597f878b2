import { connectAsync } from "mqtt";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { createDevice, signUp } from "./people.ts";

test("retained messages are set from the empty page, looked into, and cleared by keyboard and by filter", async ({
  page,
  hato,
}) => {
  const { tenantSlug } = await signUp(page);
  const device = await createDevice(page, tenantSlug, "sensor-1", "Gateway");
  await page.goto(`/${tenantSlug}/retained`);
  await expect(page.getByRole("heading", { name: "No retained messages" })).toBeVisible();
  await expectAccessible(page);

  await page.getByLabel("Topic", { exact: true }).fill("hall/#");
  await page.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "A topic name" })).toBeVisible();
  await page.getByLabel("Topic", { exact: true }).fill("hall/lamp");
  await page.getByLabel("Payload").fill('{"on":true}');
  await page.getByLabel("Payload").press("Control+Enter");
  const rows = page.getByRole("row");
  await expect(rows.filter({ hasText: "hall/lamp" })).toBeVisible();

  const client = await connectAsync(`mqtt://127.0.0.1:${hato.ready.mqtt}`, {
    protocolVersion: 5,
    username: device.username,
    password: device.secret,
    clientId: "field",
  });
  for (let n = 0; n < 12; n++) {
    await client.publishAsync(`sensor-1/${String(n).padStart(2, "0")}`, `value ${n}`, { qos: 1, retain: true });
  }
  await page.reload();
  await expect(rows).toHaveCount(14);
  await expect(rows.filter({ hasText: "sensor-1/03" }).getByRole("link", { name: "field" })).toHaveAttribute(
    "href",
    `/${tenantSlug}/devices/${device.id}`,
  );
  await expectAccessible(page);

  await test.step("a payload opens beside the list", async () => {
    await page.keyboard.press("j");
    await expect(page.getByRole("button", { name: "hall/lamp" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog").locator("pre")).toContainText('"on": true');
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  });

  await test.step("chosen and cleared by keys", async () => {
    await page.keyboard.press("x");
    await expect(page.getByRole("region", { name: "Chosen messages" })).toContainText("1 chosen");
    await expectAccessible(page);
    await page.keyboard.press("Delete");
    const dialog = page.getByRole("dialog", { name: "Clear 1 retained message?" });
    await expect(dialog).toContainText("Everyone who is subscribed to its topic is told now");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Clear", exact: true }).click();
    await expect(rows.filter({ hasText: "hall/lamp" })).toHaveCount(0);
  });

  await test.step("filters are in the URL", async () => {
    await page.getByLabel("Topic filter").fill("sensor-1/a#");
    await page.getByLabel("Topic filter").press("Enter");
    await expect(page.getByText("sensor-1/a# is no topic filter")).toBeVisible();
    await page.getByLabel("Topic filter").fill("sensor-1/+");
    await page.getByLabel("Topic filter").press("Enter");
    await expect(page).toHaveURL(/filter=sensor-1%2F%2B/);
    await expect(rows).toHaveCount(13);
    await page.keyboard.press("Tab");
    await page.getByRole("searchbox").fill("/1");
    await expect(rows).toHaveCount(3);
    await page.getByRole("searchbox").fill("/0");
    await expect(rows).toHaveCount(11);
    await page.getByRole("searchbox").fill("");
    await expect(rows).toHaveCount(13);
  });

  await test.step("all that match are counted, confirmed by their number, and cleared; subscribers are told", async () => {
    const told = new Promise<string>((resolve) =>
      client.on("message", (topic, payload) => (payload.length === 0 ? resolve(topic) : undefined)),
    );
    await client.subscribeAsync("sensor-1/07", { qos: 1 });
    await page.getByRole("button", { name: "Clear all that match" }).click();
    const dialog = page.getByRole("dialog", { name: "Clear 12 retained messages?" });
    await expect(dialog.getByRole("button", { name: "Clear", exact: true })).toBeDisabled();
    await dialog.getByLabel("Type 12 to confirm").fill("12");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Clear", exact: true }).click();
    expect(await told).toBe("sensor-1/07");
    await expect(page.getByRole("heading", { name: "No retained message fits" })).toBeVisible();
  });
  await client.endAsync();
});
