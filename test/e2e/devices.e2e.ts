import { connectAsync } from "mqtt";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { createDevice, signUp } from "./people.ts";

test("the list follows the broker, searches, and is reached by keys", async ({ page, hato }) => {
  const { tenantSlug } = await signUp(page);
  await page.goto(`/${tenantSlug}/devices`);
  await expect(page.getByRole("heading", { name: "No devices yet" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("c");
  await expect(page.getByRole("heading", { name: "Create device" })).toBeVisible();

  const sensor = await createDevice(page, tenantSlug, "sensor-1");
  await createDevice(page, tenantSlug, "gateway-1", "Gateway");
  await page.goto(`/${tenantSlug}/devices`);
  const row = page.getByRole("row").filter({ hasText: "sensor-1" });
  await expect(row).toContainText("Never connected");
  await expect(page.getByRole("row")).toHaveCount(3);

  const client = await connectAsync(`mqtt://127.0.0.1:${hato.ready.mqtt}`, {
    protocolVersion: 5,
    username: sensor.username,
    password: sensor.secret,
  });
  await expect(row).toContainText("Online");
  await expect(row).toContainText("TCP · MQTT 5.0");
  await expectAccessible(page);
  await client.endAsync();
  await expect(row).toContainText("Offline");

  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("gate");
  await expect(page).toHaveURL(/\?q=gate$/);
  await expect(page.getByRole("row")).toHaveCount(2);
  await page.keyboard.type("-nothing");
  await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("row")).toHaveCount(3);

  await test.step("single keys can be turned off", async () => {
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitemcheckbox", { name: "Keyboard shortcuts" }).click();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("menu")).toHaveCount(0);
    await page.keyboard.press("c");
    await page.keyboard.press("/");
    await expect(page.getByRole("searchbox")).not.toBeFocused();
    await expect(page).toHaveURL(/\/devices(\?|$)/);
  });
});

test("a name that is taken or no name is told at the field", async ({ page }) => {
  const { tenantSlug } = await signUp(page);
  await createDevice(page, tenantSlug, "sensor-1");
  await page.goto(`/${tenantSlug}/devices/new`);
  const name = page.getByLabel("Name", { exact: true });
  for (const [typed, told] of [
    ["", /Enter a name/],
    ["two words", /Begin with a letter or digit/],
    ["sensor-1", /Another device has this name/],
  ] as const) {
    await name.fill(typed);
    await page.getByRole("button", { name: "Create device" }).click();
    await expect(name).toHaveAccessibleDescription(told);
    await expect(name).toHaveValue(typed);
  }
});

test("disabling, enabling, rotating, revoking and deleting do what they say", async ({ page, hato }) => {
  const { tenantSlug } = await signUp(page);
  const device = await createDevice(page, tenantSlug, "sensor-1");
  const url = `mqtt://127.0.0.1:${hato.ready.mqtt}`;
  const identity = { username: device.username, protocolVersion: 5, reconnectPeriod: 0 } as const;
  await page.goto(`/${tenantSlug}/devices/${device.id}`);
  await expect(page.getByText("May publish and subscribe to sensor-1/#")).toBeVisible();
  await expectAccessible(page);

  await test.step("disable ends the connection, enable lets it in again", async () => {
    const client = await connectAsync(url, { ...identity, password: device.secret });
    const closed = new Promise((resolve) => client.once("close", () => resolve(undefined)));
    await expect(page.getByRole("region", { name: "Connection" })).toContainText("Online");
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Disable" }).click();
    await expect(page.getByRole("dialog")).toContainText("Disconnects 1 client now.");
    await expectAccessible(page);
    await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
    await closed;
    await expect(page.getByText("This device is disabled")).toBeVisible();
    await page.getByRole("button", { name: "Undo" }).click();
    await expect(page.getByText("This device is disabled")).toHaveCount(0);
  });

  await test.step("rotate with overlap shows a new secret and keeps the old one for an hour", async () => {
    await page.getByRole("button", { name: "Rotate" }).click();
    await page.getByRole("radio", { name: "Work for 1 more hour" }).check();
    await page.getByRole("dialog").getByRole("button", { name: "Make a new secret" }).click();
    const dialog = page.getByRole("dialog", { name: "The new secret" });
    const secret = (await dialog.locator("dd code").nth(1).textContent()) ?? "";
    expect(secret).not.toBe(device.secret);
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "I have kept it" }).click();
    for (const password of [device.secret, secret]) {
      const client = await connectAsync(url, { ...identity, password });
      await client.endAsync();
    }
    await expect(page.getByRole("region", { name: "Credentials" })).toContainText("Ends");
  });

  await test.step("revoke ends the old secret now", async () => {
    const old = page.getByRole("button", { name: `Revoke the credential ${device.secret.slice(0, 4)}` });
    await old.click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke now" }).click();
    await expect(page.getByText("Credential revoked")).toBeVisible();
    await expect(old).toHaveCount(0);
    await expect(connectAsync(url, { ...identity, password: device.secret })).rejects.toThrow(/Bad User Name/i);
  });

  await test.step("delete leaves the list empty and the page not found", async () => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Delete" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await expect(page.getByRole("heading", { name: "No devices yet" })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole("heading", { name: "This page is not here" })).toBeVisible();
  });
});

test("an API key is shown once, works, and is refused once revoked", async ({ page, baseURL }) => {
  const { tenantSlug } = await signUp(page);
  await page.goto(`/${tenantSlug}/api-keys`);
  await expect(page.getByRole("heading", { name: "No API keys yet" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create API key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Create key" }).click();
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveAccessibleDescription(/Enter a name/);
  await expectAccessible(page);
  await dialog.getByLabel("Name", { exact: true }).fill("provisioning");
  await dialog.getByRole("button", { name: "Create key" }).click();
  const key = await dialog.getByText(/^hato_[\w-]{32}$/).textContent();
  await page.keyboard.press("Escape");
  await expect(dialog.getByRole("heading", { name: "The key is shown only now" })).toBeVisible();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "I have kept it" }).click();

  const ask = () => fetch(`${baseURL}/api/v1/devices`, { headers: { authorization: `Bearer ${key}` } });
  expect((await ask()).status).toBe(200);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Revoke the key provisioning" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke now" }).click();
  await expect(page.getByRole("row").filter({ hasText: "provisioning" })).toContainText("Revoked");
  expect((await ask()).status).toBe(401);
});
