import { readFileSync } from "node:fs";
import { connectAsync } from "mqtt";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { createDevice, signUp } from "./people.ts";

const CSV = `serial,description,site\n${Array.from({ length: 260 }, (_, n) => `pump-${String(n).padStart(3, "0")},Pump ${n},${n % 2 === 0 ? "osaka" : "kyoto"}`).join("\n")}\nno good name,x,nara\n`;

test("a file of devices is checked, imported as a job that survives a reload, and its secrets come once", async ({
  page,
}) => {
  const { tenantSlug } = await signUp(page);
  await page.goto(`/${tenantSlug}/devices`);
  await page.getByRole("link", { name: "Import CSV" }).first().click();
  await expect(page.getByRole("heading", { name: "Import devices" })).toBeVisible();
  await expectAccessible(page);

  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "empty.csv", mimeType: "text/csv", buffer: Buffer.from("x") });
  await expect(page.getByText("empty.csv has no header line")).toBeVisible();
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "pumps.csv", mimeType: "text/csv", buffer: Buffer.from(CSV) });
  await expect(page.getByLabel("Use of the column serial")).toHaveValue("name");
  await page.getByRole("button", { name: "Check the file" }).click();
  await expect(page.getByRole("cell", { name: "no good name" })).toBeVisible();
  await expect(page.getByText("must start with a letter or digit")).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("button", { name: "Import 260 devices" }).click();
  await expect(page.getByRole("region", { name: "Importing" })).toBeVisible();
  await page.goto(`/${tenantSlug}/devices`);
  await page.getByRole("button", { name: /Jobs|job is running/ }).click();
  const tray = page.getByRole("dialog", { name: "Jobs" });
  await expect(tray.getByText("260 of 260")).toBeVisible({ timeout: 30_000 });
  await expectAccessible(page);
  const download = page.waitForEvent("download");
  await tray.getByRole("button", { name: "Download the secrets" }).click();
  const lines = readFileSync(await (await download).path(), "utf8")
    .trim()
    .split("\n");
  expect(lines).toHaveLength(261);
  expect(lines[1]).toMatch(new RegExp(`^pump-000,${tenantSlug}/pump-000,[\\w-]{32}$`));
  await expect(tray.getByRole("button", { name: "Download the secrets" })).toHaveCount(0);
});

test("many devices: scrolled, narrowed by the URL, chosen by keyboard, changed at once", async ({ page, hato }) => {
  const { tenantSlug } = await signUp(page);
  const first = await createDevice(page, tenantSlug, "pump-000");
  await page.goto(`/${tenantSlug}/devices/import`);
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "pumps.csv", mimeType: "text/csv", buffer: Buffer.from(CSV) });
  await page.getByRole("button", { name: "Check the file" }).click();
  await page.getByRole("button", { name: "Import 260 devices" }).click();
  await expect(page.getByText("260 of 260")).toBeVisible({ timeout: 30_000 });

  await page.goto(`/${tenantSlug}/devices`);
  await expect(page.getByText("260 devices", { exact: true })).toBeVisible();
  await expect(page.getByText("The first 100; more come as you scroll")).toBeVisible();
  await expect(async () => {
    await page.mouse.wheel(0, 4_000);
    await expect(page.getByText("260 devices, that is all")).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(async () => {
    await page.mouse.wheel(0, 4_000);
    await expect(page.getByRole("link", { name: "pump-259" })).toBeVisible({ timeout: 500 });
  }).toPass();
  // Only what is in sight is in the document.
  expect(await page.getByRole("row").count()).toBeLessThan(60);
  await test.step("a row that was not drawn when its device came knows of it all the same", async () => {
    const row = page.getByRole("row").filter({ hasText: "pump-000" });
    await expect(row).toHaveCount(0);
    const client = await connectAsync(`mqtt://127.0.0.1:${hato.ready.mqtt}`, {
      username: first.username,
      password: first.secret,
    });
    await page.mouse.wheel(0, -40_000);
    await expect(row).toContainText("Online");
    await client.endAsync();
    await expect(row).toContainText("Offline");
  });

  await page.getByLabel("Label").fill("site=kyoto");
  await page.getByLabel("Label").press("Enter");
  await expect(page).toHaveURL(/label=site%3Dkyoto/);
  await expect(page.getByText("130 devices", { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByText("130 devices", { exact: true })).toBeVisible();

  // Before the list has woken up nobody hears a key.
  await expect(async () => {
    await page.keyboard.press("j");
    await expect(page.getByRole("link", { name: "pump-001" })).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  const bar = page.getByRole("region", { name: "Chosen devices" });
  await expect(bar.getByText("2 chosen")).toBeVisible();
  await expectAccessible(page);
  await page.getByLabel("Choose all that are loaded").click();
  await bar.getByRole("button", { name: "Choose all 130" }).click();
  await bar.getByRole("button", { name: "Disable" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Disable 130 devices" })).toBeDisabled();
  await dialog.getByLabel("Type 130 to confirm").fill("130");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Disable 130 devices" }).click();
  await expect(page.getByText("Job started.")).toBeVisible();
  await page.getByLabel("Status").selectOption("disabled");
  await expect(async () => {
    await page.reload();
    await expect(page.getByText("130 devices", { exact: true })).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(page.getByText("260 devices", { exact: true })).toBeVisible();
});
