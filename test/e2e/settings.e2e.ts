import mqtt from "mqtt";
import { connectDevice, createDevice } from "./a-device.ts";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { createDevice as makeDevice, signUp } from "./people.ts";
import { signIn } from "./sign-in.ts";

test.beforeEach(async ({ page, hato }) => signIn(page, hato, "/acme"));

test("a limit is lowered below its ceiling, acts at once, and goes back", async ({ page, hato }) => {
  const device = await createDevice(hato);
  await page.goto("/acme/settings");
  const row = page.getByRole("row").filter({ hasText: "Connections, each device" });
  await row.getByRole("button").click();
  const field = page.getByRole("textbox", { name: "Number" });
  await field.fill("999999999");
  await expect(page.getByRole("alert")).toContainText("At most 100,000");
  await field.fill("many");
  await expect(page.getByRole("alert")).toContainText("A whole number is needed.");
  await expectAccessible(page);
  await field.fill("1");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(row).toContainText("Lowered");
  const first = await connectDevice(hato, device);
  await expect(connectDevice(hato, device)).rejects.toMatchObject({ code: 0x97 });
  await row.getByRole("button").click();
  await page.getByRole("button", { name: "Use the highest allowed" }).click();
  await expect(row).not.toContainText("Lowered");
  await expect
    .poll(() =>
      connectDevice(hato, device).then(
        (client) => client.endAsync().then(() => "in"),
        () => "out",
      ),
    )
    .toBe("in");
  await first.endAsync();
});

test("what happens at limits is chosen, and what cannot be is said at its field", async ({ page }) => {
  await page.goto("/acme/settings?tab=behaviour");
  await expectAccessible(page);
  await page.getByLabel("Ban for seconds").fill("-1");
  await expect(page.getByText("A whole number from 0 to 86,400.")).toBeVisible();
  await page.getByLabel("Ban for seconds").fill("60");
  await page.getByLabel("A client publishes above a rate").selectOption("disconnect");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Settings changed")).toBeVisible();
  await page.reload();
  await expect(page.getByLabel("Ban for seconds")).toHaveValue("60");
  await expect(page.getByLabel("A client publishes above a rate")).toHaveValue("disconnect");
});

test("a ban keeps out whom it names until it is lifted", async ({ page, hato }) => {
  const device = await createDevice(hato);
  const client = await connectDevice(hato, device);
  const gone = new Promise<void>((resolve) => client.once("close", () => resolve()));
  await page.goto("/acme/settings?tab=bans");
  await expect(page.getByRole("heading", { name: "Nobody is banned" })).toBeVisible();
  await page.getByRole("button", { name: "Ban", exact: true }).click();
  await page.getByRole("button", { name: "Ban now" }).click();
  await expect(page.getByText("Name a client id, a device or a network.")).toBeVisible();
  await page.getByLabel("Address or network").fill("everybody");
  await page.getByRole("button", { name: "Ban now" }).click();
  await expect(page.getByText("An address or network, such as")).toBeVisible();
  await expect(page.getByLabel("Address or network")).toHaveValue("everybody");
  await page.getByLabel("Address or network").fill("");
  await page.getByLabel("Device", { exact: true }).fill(device.name);
  await page.getByLabel("Reason").fill("leaks");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Ban now" }).click();
  await expect(page.getByRole("row").filter({ hasText: device.name })).toContainText("leaks");
  await gone;
  await expect(connectDevice(hato, device)).rejects.toMatchObject({ code: 0x8a });
  await expectAccessible(page);
  await page.getByRole("button", { name: `Lift the ban of ${device.name}` }).click();
  await page.getByRole("button", { name: "Lift the ban", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Nobody is banned" })).toBeVisible();
  await expect
    .poll(() =>
      connectDevice(hato, device).then(
        (again) => again.endAsync().then(() => "in"),
        () => "out",
      ),
    )
    .toBe("in");
});

test("the overview counts what happens, over time and now, as lines or as a table", async ({ page, hato }) => {
  const device = await createDevice(hato, ["whole-tenant"]);
  const client = await connectDevice(hato, device);
  await client.subscribeAsync("#");
  const refused = mqtt.connect(`mqtt://127.0.0.1:${hato.ready.mqtt}`, {
    username: device.username,
    password: "wrong",
    reconnectPeriod: 0,
  });
  await new Promise((resolve) => refused.once("error", resolve));
  await page.goto("/acme");
  const numbers = page.locator("dl").first();
  await expect(numbers.getByText("of 100,000")).toBeVisible();
  await expect(page.getByRole("img", { name: "Messages over 1 h" }).locator("canvas")).toBeVisible();
  // Numbers of the moment follow while somebody looks.
  const publishing = setInterval(() => client.publish("t", "x"), 50);
  await expect(numbers.filter({ hasText: /[1-9][0-9.]*\/s/ })).toBeVisible();
  const busiest = page.getByRole("region", { name: "Busiest now" });
  await expect(busiest.getByRole("link", { name: "t", exact: true })).toHaveAttribute("href", "/acme/topics?topic=t");
  await expect(busiest.getByRole("link", { name: device.username.split("/")[1] ?? "" })).toBeVisible();
  clearInterval(publishing);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Show as table" }).click();
  await expect(page.getByRole("region", { name: "Messages" }).getByRole("row")).toHaveCount(61);
  await page.getByText("7 d", { exact: true }).click();
  await expect(page).toHaveURL(/t=7d/);
  await expect(page.getByRole("region", { name: "Messages" }).getByRole("row")).toHaveCount(169);
  await expectAccessible(page);
  await page.getByRole("link", { name: "All limits" }).click();
  await expect(page.getByRole("heading", { name: "Settings & quotas" })).toBeVisible();
  await expectAccessible(page);
  await client.endAsync();
});

test("a tenant is renamed, sent away by typing its slug, and kept from any page", async ({ browser }) => {
  const page = await (await browser.newContext()).newPage();
  const { tenantSlug } = await signUp(page);
  await makeDevice(page, tenantSlug, "pump");
  await page.goto(`/${tenantSlug}/settings?tab=tenant`);
  const name = page.getByLabel("Tenant name");
  await name.fill("");
  await page.getByRole("button", { name: "Save the name" }).click();
  await expect(page.getByText("Enter a name.")).toBeVisible();
  await name.fill("Acme Pumps");
  await page.getByRole("button", { name: "Save the name" }).click();
  await expect(page.getByText("Name saved")).toBeVisible();
  await expect(page.getByRole("banner")).toContainText("Acme Pumps");
  await page.getByRole("button", { name: "Delete this tenant" }).click();
  const dialog = page.getByRole("dialog", { name: `Delete ${tenantSlug}?` });
  await expect(dialog).toContainText("Its one device stops working");
  const confirm = dialog.getByRole("button", { name: "Delete in 7 days" });
  await expect(confirm).toBeDisabled();
  await dialog.getByLabel(`Type ${tenantSlug} to confirm`).fill(tenantSlug);
  await expectAccessible(page);
  await confirm.click();
  await expect(page.getByText("This tenant is deleted on")).toBeVisible();
  await page.goto(`/${tenantSlug}/devices`);
  await expect(page.getByText("This tenant is deleted on")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Keep the tenant" }).click();
  await expect(page.getByText("This tenant is deleted on")).toHaveCount(0);
  await page.context().close();
});
