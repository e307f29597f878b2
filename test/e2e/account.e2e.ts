import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { signUp } from "./people.ts";

test("one's sign-ins are listed, and ending one leads its open page to the door", async ({
  page,
  browser,
  baseURL,
}) => {
  const account = await signUp(page);
  const there = await (await browser.newContext({ baseURL })).newPage();
  await there.goto("/sign-in");
  await there.getByLabel("E-mail").fill(account.email);
  await there.getByLabel("Password").fill("not the password");
  await there.getByRole("button", { name: "Sign in" }).click();
  await expect(there.getByRole("alert").filter({ hasText: "fit together" })).toBeVisible();
  await there.getByLabel("Password").fill(account.password);
  await there.getByRole("button", { name: "Sign in" }).click();
  await expect(there.getByRole("status").getByText("Live", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Your account" }).click();
  await expect(page.getByRole("heading", { name: "Your account", level: 1 })).toBeVisible();
  await expect(page.getByText("This browser", { exact: true })).toHaveCount(1);
  await expect(page.getByText("One wrong password was tried before this sign-in.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Sign out (?!everywhere)/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByText("Signed out there")).toBeVisible();
  await expect(there).toHaveURL(/\/sign-in/);
  await there.context().close();
});

test("the password is changed with the current one, and signs out elsewhere", async ({ page, browser, baseURL }) => {
  const account = await signUp(page);
  const there = await (
    await browser.newContext({ baseURL, storageState: await page.context().storageState() })
  ).newPage();
  await page.goto("/account");
  const form = page.locator("form").filter({ has: page.getByLabel("Current password") });
  const change = async (current: string, next: string) => {
    await form.getByLabel("Current password").fill(current);
    await form.getByLabel("New password").fill(next);
    await form.getByRole("button", { name: "Change password" }).click();
  };
  await change("not the password", "another long password");
  await expect(form.getByText("This is not your current password.")).toBeVisible();
  await change(account.password, "short");
  await expect(form.getByText("Use at least 10 characters.")).toBeVisible();
  await expectAccessible(page);
  await change(account.password, "another long password");
  await expect(form.getByText("Password changed.")).toBeVisible();
  // The same cookie is the same sign-in; both stay.
  await there.goto("/account");
  await expect(there.getByRole("heading", { name: "Your account" })).toBeVisible();
  await there.context().close();
});

test("name, language and theme are one's own", async ({ page }) => {
  await signUp(page);
  await page.goto("/account");
  await page.getByLabel("Name").fill("Countess of Lovelace");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Name saved")).toBeVisible();
  await expect(page.getByRole("button", { name: "Account of Countess of Lovelace" })).toBeVisible();
  await page.getByRole("radio", { name: "Dark" }).check();
  await expect(page.locator("html")).toHaveClass(/dark/);
  await page.getByRole("radio", { name: "日本語" }).check();
  await expect(page.getByRole("heading", { name: "アカウント", level: 1 })).toBeVisible();
  await expectAccessible(page);
});
