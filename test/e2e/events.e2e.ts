import { connectAsync } from "mqtt";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { createDevice, signUp } from "./people.ts";

test("what happens waits above until it is asked for, opens by keys, and leads to its explanation", async ({
  page,
  hato,
}) => {
  const { tenantSlug } = await signUp(page);
  const device = await createDevice(page, tenantSlug, "sensor-1");
  await page.goto(`/${tenantSlug}/events`);
  await expect(page.getByRole("heading", { name: "Nothing has happened yet" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: /^Live$/ })).toBeVisible();
  await expectAccessible(page);

  const client = await connectAsync(`mqtt://127.0.0.1:${hato.ready.mqtt}`, {
    protocolVersion: 5,
    username: device.username,
    password: device.secret,
    clientId: "field",
  });
  await client.publishAsync("alarms/hall", "x", { qos: 1 }).catch(() => {});
  const rows = page.getByRole("listitem").filter({ hasText: "sensor-1" });
  await page.getByRole("button", { name: "2 new events" }).click();
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("Publish denied");
  await expect(rows.first()).toContainText("alarms/hall");
  await expect(rows.first()).toContainText("No rule allows it");

  await test.step("j, k and e go through the rows and open them", async () => {
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("k");
    await page.keyboard.press("e");
    await expect(rows.first()).toContainText("Client id");
    await expect(rows.first()).toContainText("field");
    await expectAccessible(page);
  });

  await test.step("the list knows them after a reload", async () => {
    await expect
      .poll(async () => {
        await page.reload();
        return rows.count();
      })
      .toBe(2);
  });

  await test.step("filters are in the URL, and Back undoes them", async () => {
    await page.getByLabel("Show", { exact: true }).selectOption("All connections");
    await expect(page).toHaveURL(/show=connections/);
    await expect(rows).toHaveCount(1);
    await page.goBack();
    await expect(rows).toHaveCount(2);
    await page.keyboard.press("/");
    await page.keyboard.type("ALARMS");
    await expect(page).toHaveURL(/q=ALARMS/);
    await expect(rows).toHaveCount(1);
    await page.keyboard.type("-of-nobody");
    await expect(page.getByRole("heading", { name: "Nothing in this range" })).toBeVisible();
    await page.getByRole("link", { name: "Show everything" }).click();
    await expect(rows).toHaveCount(2);
  });

  await test.step("a refusal leads to the simulator, which is asked the same", async () => {
    await rows
      .first()
      .getByRole("button", { name: /^Details/ })
      .click();
    await rows.first().getByRole("link", { name: "Explain in the simulator" }).click();
    await expect(page.getByRole("heading", { name: "Denied" })).toBeVisible();
    await expect(page.getByLabel("Topic", { exact: true })).toHaveValue("alarms/hall");
    await expect(page.getByRole("region", { name: "The narrowest rule that would allow it" })).toContainText(
      "allow publish alarms/hall qos 1 no-retain",
    );
  });
  await client.endAsync();
});
