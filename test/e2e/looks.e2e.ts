import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { createDevice, signUp } from "./people.ts";

async function background(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d");
    if (canvas === null) return 0;
    canvas.fillStyle = getComputedStyle(document.body).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data[0] ?? 0;
  });
}

/** axe finds nothing, and the page is no wider than the window. */
async function expectFits(page: Page, what: string): Promise<void> {
  await expectAccessible(page);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, `${what} scrolls sideways`).toBeLessThanOrEqual(0);
}

for (const scheme of ["light", "dark"] as const) {
  test(`every page in ${scheme} has nothing that axe minds, at a desk and on a phone`, async ({ page }) => {
    test.setTimeout(240_000);
    await page.emulateMedia({ colorScheme: scheme });
    const { tenantSlug } = await signUp(page);
    const device = await createDevice(page, tenantSlug, "sensor-1");
    expect((await background(page)) > 128).toBe(scheme === "light");
    const pages = [
      "",
      "/devices",
      "/devices/new",
      `/devices/${device.id}`,
      `/devices/${device.id}?tab=connect`,
      "/topics",
      "/retained",
      "/sessions",
      "/roles",
      "/roles/new",
      "/roles/groups",
      "/device-sign-in",
      "/device-sign-in/new",
      "/certificates",
      "/events",
      "/traces",
      `/simulator?device=${device.id}&topic=elsewhere`,
      "/members",
      "/api-keys",
      "/audit",
      "/settings",
      "/settings?tab=behaviour",
      "/settings?tab=bans",
    ];
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 844 });
      for (const path of pages) {
        await page.goto(`/${tenantSlug}${path}`);
        await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
        await expect(page.getByRole("status").filter({ hasText: /^Live$/ })).toBeVisible();
        await expectFits(page, `${path} at ${width} px`);
      }
      await page.goto("/account");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectFits(page, `/account at ${width} px`);
    }
  });
}

test("the theme is chosen once and stays", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Theme" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect.poll(() => background(page)).toBeLessThan(64);
  await page.reload();
  expect(await background(page)).toBeLessThan(64);
});

test("Japanese by the browser's wish, English by choice", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ baseURL, locale: "ja-JP" });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { name: "サインイン" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "ja");
  await expectAccessible(page);
  await page.getByRole("button", { name: "言語" }).click();
  await page.getByRole("menuitemradio", { name: "English" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await context.close();
});

test("on a phone the navigation is a sheet that closes behind itself", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const { tenantSlug } = await signUp(page);
  await page.getByRole("button", { name: "Open the navigation" }).click();
  await expectAccessible(page);
  await page.getByRole("dialog").getByRole("link", { name: "Devices" }).click();
  await expect(page).toHaveURL(new RegExp(`/${tenantSlug}/devices$`));
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
