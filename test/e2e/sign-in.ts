import type { Page } from "@playwright/test";
import type { E2eHato } from "./hato.ts";

/**
 * Signs the owner in by the form, and ends on the page that was wanted.
 * @param url where another Hato than the fixture's is
 */
export async function signIn(page: Page, { owner }: Pick<E2eHato, "owner">, path: string, url = ""): Promise<void> {
  await page.goto(`${url}/sign-in?next=${encodeURIComponent(path)}`);
  await page.getByLabel("E-mail").fill(owner.email);
  await page.getByLabel("Password").fill(owner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(`**${path}`);
}
