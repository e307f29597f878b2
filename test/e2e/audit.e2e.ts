import { readFileSync } from "node:fs";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { createDevice, signUp } from "./people.ts";

test("a change is found by its filters, opened, shared by its address and exported", async ({ page }) => {
  const { tenantSlug } = await signUp(page);
  const device = await createDevice(page, tenantSlug, "pump-17");
  await page.goto(`/${tenantSlug}/devices/${device.id}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: /^Disable/ }).click();
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /^Disable/ })
    .click();
  await expect(page.getByText("Device disabled")).toBeVisible();

  await page.getByRole("link", { name: "Audit log" }).click();
  await expect(page.getByRole("heading", { name: "Audit log", level: 1 })).toBeVisible();
  const entries = page.getByRole("list", { name: "Entries" }).getByRole("listitem");
  await expect(entries.first()).toContainText("changed the device");
  await page.getByLabel("What", { exact: true }).selectOption("Devices");
  await expect(page).toHaveURL(/action=device/);
  await expect(entries).toHaveCount(2);
  await page.getByLabel("On what").fill("pump-17");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/target=pump-17/);

  await entries.first().getByRole("button").first().click();
  await expect(entries.first().getByRole("row", { name: "status enabled disabled" })).toBeVisible();
  await expectAccessible(page);
  await page.reload();
  await expect(entries).toHaveCount(2);

  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "As JSON lines" }).click();
  const file = await (await downloading).path();
  const lines = readFileSync(file, "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).action)).toEqual(["device.update", "device.create"]);

  await page.getByLabel("Time").selectOption("Last 24 hours");
  await page.getByLabel("By", { exact: true }).selectOption("Hato itself");
  await expect(page.getByText("Nothing in this range")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Show everything" }).click();
  await expect(entries.first()).toBeVisible();
});

test("an API key is rotated: the new one is shown once, the old one stays for a while", async ({ page }) => {
  const { tenantSlug } = await signUp(page);
  await page.goto(`/${tenantSlug}/api-keys`);
  await page.getByRole("button", { name: "Create API key" }).first().click();
  await page.getByRole("dialog").getByLabel("Name").fill("provisioning");
  await page.getByRole("dialog").getByRole("button", { name: "Create key" }).click();
  const shown = page.getByRole("dialog").locator("code").first();
  await expect(shown).toHaveText(/^hato_/);
  const old = (await shown.textContent()) ?? "";
  await page.getByRole("dialog").getByRole("button", { name: "I have kept it" }).click();

  await page.getByRole("button", { name: "Rotate the key provisioning" }).click();
  await page.getByRole("dialog").getByRole("radio", { name: "Works one more day" }).check();
  await expectAccessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Make the new key" }).click();
  await expect(shown).toHaveText(/^hato_/);
  const fresh = (await shown.textContent()) ?? "";
  expect(fresh).not.toBe(old);
  await page.getByRole("dialog").getByRole("button", { name: "I have kept it" }).click();
  await expect(page.getByRole("row").filter({ hasText: "provisioning" })).toHaveCount(2);
  for (const key of [old, fresh]) {
    const answer = await page.request.get("/api/v1/devices", { headers: { authorization: `Bearer ${key}` } });
    expect(answer.status()).toBe(200);
  }
});
