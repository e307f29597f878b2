import { randomBytes } from "node:crypto";
import { expect, type Page } from "@playwright/test";

export interface Account {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly tenantName: string;
  readonly tenantSlug: string;
}

/** Somebody nobody else is. */
export function newAccount(): Account {
  const mark = randomBytes(4).toString("hex");
  return {
    name: "Ada Lovelace",
    email: `ada-${mark}@example.com`,
    password: "correct horse battery",
    tenantName: `Acme ${mark}`,
    tenantSlug: `acme-${mark}`,
  };
}

/** Signs up by the form, as a newcomer does. */
export async function signUp(page: Page, account: Account = newAccount()): Promise<Account> {
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill(account.name);
  await page.getByLabel("E-mail").fill(account.email);
  await page.getByLabel("Password").fill(account.password);
  await page.getByLabel("Tenant name").fill(account.tenantName);
  await expect(page.getByLabel("Address", { exact: true })).toHaveValue(account.tenantSlug);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("heading", { name: "Overview", level: 1 })).toBeVisible();
  return account;
}

export interface MadeDevice {
  readonly id: string;
  readonly username: string;
  readonly secret: string;
}

/** Makes a device by the form and reads its secret where it is shown. */
export async function createDevice(
  page: Page,
  tenantSlug: string,
  name: string,
  template: "Sensor" | "Gateway" | "App" = "Sensor",
): Promise<MadeDevice> {
  await page.goto(`/${tenantSlug}/devices/new`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("radio", { name: new RegExp(`^${template}`) }).check();
  await page.getByRole("button", { name: "Create device" }).click();
  const once = page.getByRole("region", { name: "The secret is shown only now" });
  await expect(once).toBeVisible();
  const [username = "", secret = ""] = await once.locator("dd code").allTextContents();
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  return { id, username, secret };
}
