import { expect, test } from "./hato.ts";

test("whoever comes to a fresh Hato is asked to sign in", async ({ page }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/sign-in$/);
  await expect(page.getByRole("textbox", { name: /e-?mail/i })).toBeVisible();
});

test("no page tells what runs it", async ({ page }) => {
  const response = await page.goto("/sign-in");
  expect(response?.headers()["x-powered-by"]).toBeUndefined();
});
