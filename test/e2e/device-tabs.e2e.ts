import { connectAsync, type IClientOptions } from "mqtt";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { createDevice, signUp } from "./people.ts";

/** Connects of one client id in a minute that a new tenant takes for flapping, and one more. */
const FLAPPING_CONNECTS = 16;

test("a device's page shows what it publishes, what waits in its session and what happened", async ({
  page,
  hato,
  context,
}) => {
  test.setTimeout(180_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { tenantSlug } = await signUp(page);
  const next = await createDevice(page, tenantSlug, "pump-2");
  const device = await createDevice(page, tenantSlug, "pump-1");
  const options: IClientOptions = {
    username: device.username,
    password: device.secret,
    clientId: "pump-one",
    protocolVersion: 5,
    reconnectPeriod: 0,
  };
  const connect = (more: IClientOptions = {}) =>
    connectAsync(`mqtt://127.0.0.1:${hato.ready.mqtt}`, { ...options, ...more }, false);
  const path = `/${tenantSlug}/devices/${device.id}`;
  const tabs = page.getByRole("navigation", { name: "Sections of the device" });
  const live = page.getByRole("status").filter({ hasText: /^Live$/ });
  const client = await connect();

  await test.step("messages as they are published, while one looks", async () => {
    await page.goto(`${path}?tab=messages`);
    await expect(page.getByText("Nothing published since you opened this.")).toBeVisible();
    await expectAccessible(page);
    const row = page.getByRole("button", { name: /^pump-1\/state/ });
    // The stream that tells of this device opens with the page: until it does, messages pass it by.
    await expect(async () => {
      await client.publishAsync("pump-1/state", '{"on":true}', { qos: 1 });
      await expect(row).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await expect(row).toContainText('{"on":true}');
    await row.click();
    await expect(page.getByRole("list", { name: "The newest of pump-1/state" }).locator("pre").first()).toContainText(
      '"on": true',
    );
    await expectAccessible(page);
    await row.click();
    await page.keyboard.press("p");
    await expect(page.getByText(/^Paused\./)).toBeVisible();
    await client.publishAsync("pump-1/level", "7", { qos: 1, retain: true });
    await expect(page.getByText("1 new message waits")).toBeVisible();
    await expect(page.getByRole("button", { name: /^pump-1\/level/ })).toHaveCount(0);
    await page.keyboard.press("p");
    await expect(page.getByRole("button", { name: /^pump-1\/level/ })).toBeVisible();
    await page.getByText("As they come").click();
    await expect(page.getByRole("button", { name: /^pump-1\// }).first()).toContainText("pump-1/level");
  });

  await test.step("the session with what it is subscribed to", async () => {
    await client.subscribeAsync("pump-1/command");
    await tabs.getByRole("link", { name: "Session" }).click();
    await expect(page.getByRole("region", { name: "Subscriptions" })).toContainText("pump-1/command");
    await expectAccessible(page);
  });

  await test.step("what happened, live, with the way to the simulator", async () => {
    await tabs.getByRole("link", { name: "Activity" }).click();
    const feed = page.getByRole("region", { name: "What happened" });
    await expect(feed.getByText("Connected").first()).toBeVisible();
    await expect(live).toBeVisible();
    await client.publishAsync("elsewhere", "x", { qos: 1 }).catch(() => undefined);
    await page.getByRole("button", { name: /new/ }).click();
    await feed
      .getByRole("button", { name: /Publish denied/ })
      .first()
      .click();
    await expect(feed.getByRole("link", { name: /simulator/i })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("two clients with one client id are told in plain words", async () => {
    const others = [];
    for (let times = 0; times < FLAPPING_CONNECTS; times++) others.push(await connect());
    await expect(page.getByText("Two clients take turns with the client id pump-one")).toBeVisible();
    await Promise.all([client, ...others].map((each) => each.endAsync(true)));
    await page.goto(path);
    await expect(page.getByText("Two clients take turns with the client id pump-one")).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("from device to device by keys", async () => {
    await expect(live).toBeVisible();
    await page.keyboard.press("y");
    await expect(page.getByText("Device id copied")).toBeVisible();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(device.id);
    await page.keyboard.press("]");
    await expect(page).toHaveURL(new RegExp(`/devices/${next.id}$`));
    await expect(page.getByRole("heading", { name: "pump-2", level: 1 })).toBeVisible();
    await page.keyboard.press("[");
    await expect(page).toHaveURL(new RegExp(`/devices/${device.id}$`));
  });
});

test("the list's columns are chosen, and a view of it is kept by a name", async ({ page }) => {
  const { tenantSlug } = await signUp(page);
  await createDevice(page, tenantSlug, "pump-1");
  await createDevice(page, tenantSlug, "valve-1");
  await page.setViewportSize({ width: 1440, height: 900 });
  const path = `/${tenantSlug}/devices`;
  const column = page.getByRole("columnheader", { name: "Client id" });

  await page.goto(path);
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Client id" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Address" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(column).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(column).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Address" })).toHaveCount(0);

  await page.goto(`${path}?q=pump`);
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Save this view" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this view" });
  await dialog.getByLabel("Name").fill("Pumps");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: "Pumps" })).toBeVisible();

  await page.goto(path);
  await expect(page.getByRole("link", { name: "valve-1" })).toBeVisible();
  await page.getByRole("button", { name: "Views" }).click();
  await page.getByRole("menuitem", { name: "Pumps" }).click();
  await expect(page).toHaveURL(/\?q=pump$/);
  await expect(page.getByRole("link", { name: "valve-1" })).toHaveCount(0);
  await page.getByRole("button", { name: "Pumps" }).click();
  await page.getByRole("menuitem", { name: "Forget this view" }).click();
  await expect(page.getByRole("button", { name: "Views" })).toBeVisible();
});
