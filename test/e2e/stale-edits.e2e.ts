import type { Page } from "@playwright/test";
import { expectAccessible } from "./accessible.ts";
import { type E2eHato, expect, test } from "./hato.ts";
import { signIn } from "./sign-in.ts";

/** Somebody else, with a key. */
async function rest(hato: E2eHato, method: string, path: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(`${hato.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${hato.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

const notice = (page: Page) => page.getByRole("region", { name: "Somebody changed this meanwhile" });
const keepMine = (page: Page) => notice(page).getByRole("button", { name: "Save mine over it" }).click();
const takeTheirs = (page: Page) => notice(page).getByRole("button", { name: "Discard mine" }).click();

/** A row of the notice: the field, before, saved now, with mine. */
async function expectClash(page: Page, cells: readonly string[]): Promise<void> {
  const row = notice(page)
    .getByRole("row")
    .filter({ hasText: cells[0] ?? "" });
  await expect(row.getByRole("rowheader").or(row.getByRole("cell"))).toHaveText(cells);
}

test("whoever saves second sees what the first changed, and chooses", async ({ page, hato }) => {
  await test.step("policies: both in one form", async () => {
    await rest(hato, "PATCH", "/limits", { policies: { flappingConnectsMax: 20, flappingBanSeconds: 0 } });
    await signIn(page, hato, "/acme/settings?tab=behaviour");
    const ban = page.getByLabel("Ban for seconds");
    await expect(ban).toHaveValue("0");
    await ban.fill("90");
    await rest(hato, "PATCH", "/limits", { policies: { flappingConnectsMax: 33 } });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expectClash(page, ["Connects", "20", "33", "33"]);
    await expectClash(page, ["Ban for seconds", "0", "0", "90"]);
    await expect(ban).toHaveValue("90");
    await expectAccessible(page);
    await keepMine(page);
    await expect(notice(page)).toHaveCount(0);
    await page.reload();
    await expect(page.getByLabel("Ban for seconds")).toHaveValue("90");
    expect(await rest(hato, "PATCH", "/limits", { policies: { flappingBanSeconds: 0 } })).toMatchObject({
      policies: { flappingConnectsMax: 33 },
    });
  });

  await test.step("a limit: another one is nobody's business, the same one is", async () => {
    await page.goto("/acme/settings");
    const row = page.getByRole("row").filter({ hasText: "Packet size" });
    await row.getByRole("button").click();
    const field = page.getByRole("textbox", { name: "Bytes" });
    await field.fill("4096");
    await rest(hato, "PATCH", "/limits", { limits: { inflightMax: 32 } });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expect(row).toContainText("4 KiB");
    await row.getByRole("button").click();
    await expect(field).toHaveValue("4096");
    await field.fill("8192");
    await rest(hato, "PATCH", "/limits", { limits: { maximumPacketSizeBytes: 16_384, inflightMax: null } });
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await expectClash(page, ["Packet size", "4 KiB", "16 KiB", "8 KiB"]);
    await takeTheirs(page);
    await expect(field).toHaveValue("16384");
    await page.getByRole("button", { name: "Cancel" }).click();
    await rest(hato, "PATCH", "/limits", { limits: { maximumPacketSizeBytes: null } });
  });

  await test.step("a device's roles", async () => {
    const made = await rest(hato, "POST", "/devices", { name: `contested-${Date.now()}`, roles: ["own-subtree"] });
    const { id } = made.device as { readonly id: string };
    await page.goto(`/acme/devices/${id}?tab=access`);
    await page.getByRole("button", { name: "Change roles" }).click();
    const dialog = page.getByRole("dialog", { name: "Change roles" });
    await dialog.getByRole("combobox").selectOption("whole-tenant");
    await expect(dialog.getByRole("listitem")).toHaveText([/own-subtree/, /whole-tenant/]);
    await rest(hato, "PATCH", `/devices/${id}`, { roles: ["read-only"] });
    await dialog.getByRole("button", { name: "Save roles" }).click();
    await expectClash(page, ["Roles", "own-subtree", "read-only", "own-subtree, whole-tenant"]);
    await takeTheirs(page);
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });
});
