import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { createDevice, signUp } from "./people.ts";

test("the palette leads to pages, devices and actions by keyboard alone", async ({ page }) => {
  const { tenantSlug } = await signUp(page);
  const device = await createDevice(page, tenantSlug, "boiler-7");
  await page.goto(`/${tenantSlug}`);
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Search pages, devices and actions" });
  await expect(palette.getByRole("option", { name: "Devices" })).toBeVisible();
  await expectAccessible(page);

  await page.keyboard.type("boil");
  await expect(palette.getByRole("option")).toHaveText(["boiler-7"]);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/devices/${device.id}$`));
  await expect(palette).toHaveCount(0);

  await page.keyboard.press("Meta+k");
  await page.keyboard.type("dark");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).toHaveClass(/dark/);

  await page.keyboard.press("Control+k");
  await page.keyboard.type("nothing is called so");
  await expect(palette.getByText("Nothing is called so.")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette).toHaveCount(0);
});

test("the sheet of shortcuts says what works on this page, and single keys can be turned off", async ({ page }) => {
  const { tenantSlug } = await signUp(page);
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await expect(page).toHaveURL(new RegExp(`/${tenantSlug}/devices$`));
  await expect(page.getByRole("heading", { name: "Devices", level: 1 })).toBeVisible();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet.getByText("Go to Devices")).toBeVisible();
  await expect(sheet.getByText("Create device")).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);

  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitemcheckbox", { name: "Keyboard shortcuts" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await page.keyboard.press("?");
  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Search pages, devices and actions" })).toBeVisible();
  await expect(sheet).toHaveCount(0);
  await expect(page).toHaveURL(new RegExp(`/${tenantSlug}/devices$`));
});
