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

test("what is pressed before its code has come opens as soon as it is there", async ({ page }) => {
  const { tenantSlug } = await signUp(page);
  const path = `/${tenantSlug}/members`;
  const html = await (await page.request.get(path)).text();
  let held = Promise.withResolvers<void>();
  // A slow line: what the page itself names comes, everything asked for later waits.
  await page.route("**/_next/static/chunks/*.js", async (route) => {
    const name = new URL(route.request().url()).pathname.split("/").at(-1) ?? "";
    if (!html.includes(name)) await held.promise;
    await route.continue();
  });
  const live = page.getByRole("status").filter({ hasText: /^Live$/ });

  await page.goto(path);
  await expect(live).toBeVisible();
  const account = page.getByRole("button", { name: /^Account of/ });
  await account.focus();
  await page.keyboard.press("Enter");
  held.resolve();
  await expect(page.getByRole("menuitem", { name: "Your account" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(account).toBeFocused();

  held = Promise.withResolvers();
  await page.goto(path);
  await expect(live).toBeVisible();
  await page.keyboard.press("Control+k");
  held.resolve();
  await expect(page.getByRole("dialog", { name: "Search pages, devices and actions" })).toBeVisible();

  held = Promise.withResolvers();
  await page.goto(path);
  await expect(live).toBeVisible();
  await page.getByRole("button", { name: "Invite" }).click();
  held.resolve();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Invite" })).toBeFocused();
});
