import { connectAsync } from "mqtt";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { createDevice, signUp } from "./people.ts";

test("a session is looked into, loses a subscription and is ended", async ({ page, hato }) => {
  const { tenantSlug } = await signUp(page);
  const device = await createDevice(page, tenantSlug, "sensor-1", "Gateway");
  await page.goto(`/${tenantSlug}/sessions`);
  await expect(page.getByRole("heading", { name: "No sessions" })).toBeVisible();
  await expectAccessible(page);
  await expect(page.getByRole("status").filter({ hasText: /^Live$/ })).toBeVisible();

  const connect = (clientId: string, sessionExpiryInterval: number) =>
    connectAsync(`mqtt://127.0.0.1:${hato.ready.mqtt}`, {
      protocolVersion: 5,
      clean: false,
      reconnectPeriod: 0,
      username: device.username,
      password: device.secret,
      clientId,
      properties: { sessionExpiryInterval },
    });
  const away = await connect("away", 3_600);
  await away.subscribeAsync(["sensor-1/a", "sensor-1/b"], { qos: 1 });
  await away.endAsync();
  const here = await connect("here", 0);
  await here.publishAsync("sensor-1/a", '{"on":true}', { qos: 1 });

  // No row moves by itself: what changed is shown when it is asked for.
  await page.getByRole("button", { name: "3 changes, show" }).click();
  const rows = page.getByRole("row");
  await expect(rows.filter({ hasText: "away" })).toContainText("Offline");
  await expect(rows.filter({ hasText: "here" })).toContainText("Online");
  await expectAccessible(page);

  await test.step("filters are in the URL, and Back undoes them", async () => {
    await page.getByLabel("With messages waiting").check();
    await expect(page).toHaveURL(/waiting=yes/);
    await expect(rows.filter({ hasText: "here" })).toHaveCount(0);
    await expect(rows.filter({ hasText: "away" })).toContainText(/in (59|60) minutes/);
    await page.goBack();
    await expect(rows.filter({ hasText: "here" })).toBeVisible();
    // From a checkbox, which has the focus here, no single key is taken.
    await page.getByRole("searchbox").click();
    await page.keyboard.type("HER");
    await expect(page).toHaveURL(/q=HER/);
    await expect(rows.filter({ hasText: "away" })).toHaveCount(0);
    await page.keyboard.type("mit");
    await expect(page.getByRole("heading", { name: "No session fits" })).toBeVisible();
    await page.getByRole("link", { name: "Show all" }).click();
  });

  await test.step("the device's page shows them too", async () => {
    await page.goto(`/${tenantSlug}/devices/${device.id}?tab=session`);
    const part = page.getByRole("region", { name: "Sessions" });
    await expect(part.getByRole("link")).toHaveCount(2);
    await part.getByRole("link", { name: "away" }).click();
  });

  await expect(page.getByRole("heading", { name: "away", level: 1 })).toBeVisible();
  await expectAccessible(page);
  await test.step("what waits can be read", async () => {
    await page.getByRole("region", { name: "Waiting messages" }).getByRole("button", { name: "sensor-1/a" }).click();
    const sheet = page.getByRole("dialog");
    await expect(sheet.locator("pre")).toContainText('"on": true');
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(sheet).toHaveCount(0);
  });

  await test.step("a subscription is removed; the client is not told", async () => {
    await page.getByRole("button", { name: "Remove sensor-1/b" }).click();
    await expect(page.getByRole("dialog")).toContainText("It is not told");
    await expectAccessible(page);
    await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
    await expect(page.getByRole("cell", { name: "sensor-1/b" })).toHaveCount(0);
  });

  await test.step("and the session is ended by keyboard", async () => {
    await expect(page.getByRole("dialog")).toHaveCount(0);
    await page.keyboard.press("Shift+D");
    // By its name: what the toast said of the subscription may still be there, and is a dialog too.
    const asked = page.getByRole("dialog", { name: "End the session of away?" });
    await expect(asked).toContainText("Deletes 1 subscription and 1 waiting message");
    await page.getByRole("button", { name: "End it" }).click();
    await expect(page).toHaveURL(new RegExp(`/${tenantSlug}/sessions$`));
    await expect(rows.filter({ hasText: "here" })).toBeVisible();
    await expect(rows.filter({ hasText: "away" })).toHaveCount(0);
  });
  await here.endAsync();
});
