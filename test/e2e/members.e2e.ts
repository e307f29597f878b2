import type { Browser, Page } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { type Account, newAccount, signUp } from "./people.ts";

/** Makes an invitation by the dialog; the link is shown once. */
async function invite(page: Page, tenantSlug: string, role: string, email?: string): Promise<string> {
  await page.goto(`/${tenantSlug}/members`);
  await page.getByRole("button", { name: "Invite", exact: true }).first().click();
  const dialog = page.getByRole("dialog");
  if (email !== undefined) await dialog.getByLabel("E-mail").fill(email);
  await dialog.getByRole("radio", { name: new RegExp(`^${role}`) }).check();
  await dialog.getByRole("button", { name: "Make the link" }).click();
  await expect(dialog.getByText("The link is shown only now")).toBeVisible();
  const link = (await dialog.locator("code").textContent()) ?? "";
  // Neither a slip of the finger nor a look elsewhere takes it away.
  await page.keyboard.press("Escape");
  await expect(dialog.locator("code")).toHaveText(link);
  await dialog.getByRole("button", { name: "Done" }).click();
  return new URL(link).pathname;
}

/** Somebody new, in a browser of their own, who joins by the link. */
async function join(browser: Browser, baseURL: string | undefined, path: string): Promise<Account & { page: Page }> {
  const account = newAccount();
  const page = await (await browser.newContext({ baseURL })).newPage();
  await page.goto(path);
  await page.getByLabel("Your name").fill("Grace Hopper");
  await page.getByLabel("E-mail").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByRole("button", { name: "Create account and join" }).click();
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  return { ...account, page };
}

const rowOf = (page: Page, text: string) => page.getByRole("row").filter({ hasText: text });

test("somebody is invited, joins, gets another role and is removed, each at once", async ({
  page,
  browser,
  baseURL,
}) => {
  const { tenantSlug } = await signUp(page);
  await page.goto(`/${tenantSlug}/members`);
  await expect(page.getByText("You are alone here")).toBeVisible();
  await expectAccessible(page);
  const path = await invite(page, tenantSlug, "Developer");
  await expect(page.getByRole("region", { name: "Pending invitations" })).toContainText("Whoever has the link");
  await expectAccessible(page);

  const grace = await join(browser, baseURL, path);
  await grace.page.goto(`/${tenantSlug}/devices`);
  await expect(grace.page.getByRole("link", { name: "Create device" })).toBeVisible();
  await grace.page.goto(`/${tenantSlug}/members`);
  await expect(grace.page.getByRole("button", { name: "Invite" })).toHaveCount(0);
  await grace.page.goto(path);
  await expect(grace.page.getByText("This invitation is not valid any more")).toBeVisible();
  await grace.page.goto(`/${tenantSlug}/devices`);

  await page.reload();
  await expect(page.getByText("Pending invitations")).toHaveCount(0);
  await page.getByRole("button", { name: "Actions for Grace Hopper" }).click();
  await page.getByRole("menuitem", { name: "Change role" }).click();
  await page
    .getByRole("dialog")
    .getByRole("radio", { name: /^Viewer/ })
    .check();
  await expectAccessible(page);
  await page.getByRole("dialog").getByRole("button", { name: "Change role" }).click();
  await expect(rowOf(page, "Grace Hopper")).toContainText("Viewer");
  await grace.page.reload();
  await expect(grace.page.getByRole("link", { name: "Create device" })).toHaveCount(0);

  await page.getByRole("button", { name: "Actions for Grace Hopper" }).click();
  await page.getByRole("menuitem", { name: "Remove from the tenant" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await expect(rowOf(page, "Grace Hopper")).toHaveCount(0);
  // Their page leads itself on: it shows what is not theirs any more.
  await expect(grace.page.getByRole("heading", { name: "This page is not here" })).toBeVisible();
  await grace.page.context().close();
});

test("the last owner stays, and is told why", async ({ page }) => {
  const { tenantSlug, name } = await signUp(page);
  await page.goto(`/${tenantSlug}/members`);
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Leave this tenant" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "this is the last one" })).toBeVisible();
});

test("an invitation for one address is nobody else's, and can be withdrawn", async ({ page, browser, baseURL }) => {
  const owner = await signUp(page);
  const path = await invite(page, owner.tenantSlug, "Viewer", "grace@example.com");
  await expect(page.getByRole("region", { name: "Pending invitations" })).toContainText("grace@example.com");
  const other = await (await browser.newContext({ baseURL })).newPage();
  await signUp(other);
  await other.goto(path);
  await expect(other.getByText("This invitation is for grace@example.com.")).toBeVisible();
  await expect(other.getByRole("button", { name: /^Join/ })).toHaveCount(0);
  await expectAccessible(other);
  await other.getByRole("button", { name: "Use another account" }).click();
  await expect(other.getByLabel("E-mail")).toHaveValue("grace@example.com");
  await expectAccessible(other);

  await page.getByRole("button", { name: "Withdraw the invitation for grace@example.com" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByText("Pending invitations")).toHaveCount(0);
  await other.reload();
  await expect(other.getByText("This invitation is not valid any more")).toBeVisible();
  await expectAccessible(other);
  await other.context().close();
});

test("an owner makes a link, and its holder chooses a new password", async ({ page, browser, baseURL }) => {
  const { tenantSlug } = await signUp(page);
  const grace = await join(browser, baseURL, await invite(page, tenantSlug, "Developer"));
  await grace.page.goto("/sign-in/forgot");
  await expect(grace.page.getByText("This Hato sends no mail")).toBeVisible();
  await expectAccessible(grace.page);

  await page.reload();
  await page.getByRole("button", { name: "Actions for Grace Hopper" }).click();
  await page.getByRole("menuitem", { name: "Link for a new password" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make the link" }).click();
  const link = (await page.getByRole("dialog").locator("code").textContent()) ?? "";
  const path = new URL(link).pathname;
  await grace.page.goto(path);
  await expect(grace.page.getByText(`For ${grace.email}`)).toBeVisible();
  await grace.page.getByLabel("New password").fill("short");
  await grace.page.getByRole("button", { name: "Set the password" }).click();
  await expect(grace.page.getByText("Use at least 10 characters.")).toBeVisible();
  await expectAccessible(grace.page);
  await grace.page.getByLabel("New password").fill("another long password");
  await grace.page.getByRole("button", { name: "Set the password" }).click();
  await expect(grace.page.getByText("Your new password is set")).toBeVisible();
  await grace.page.getByLabel("E-mail").fill(grace.email);
  await grace.page.getByLabel("Password").fill("another long password");
  await grace.page.getByRole("button", { name: "Sign in" }).click();
  await expect(grace.page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  await grace.page.goto(path);
  await expect(grace.page.getByText("This link is not valid any more")).toBeVisible();
  await grace.page.context().close();
});
