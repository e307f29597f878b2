import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Download, Locator, Page } from "@playwright/test";
import { connectAsync } from "mqtt";
import { makeForeignAuthority, makeLeaf } from "#test/certificates.ts";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { createDevice, signUp } from "./people.ts";

// Keys, sockets and axe, one after the other: a minute on a busy machine.
test.setTimeout(180_000);

/** What a click on it downloads, as text. */
async function download(page: Page, link: Locator): Promise<{ name: string; text: string }> {
  const waiting = page.waitForEvent("download");
  await link.click();
  const file: Download = await waiting;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "latin1") };
}

test("a key made in the page, a certificate for it, and its end", async ({ page, hato }) => {
  const { tenantSlug } = await signUp(page);
  const device = await createDevice(page, tenantSlug, "pump-17");
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.postData() ?? ""));
  await page.goto(`/${tenantSlug}/devices/${device.id}`);
  const card = page.getByRole("region", { name: "Certificates" });
  await expect(card).toContainText("None. With a certificate");
  await card.getByRole("button", { name: "Add certificate" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("radio", { name: /^Make the key in this browser/ })).toBeChecked();
  await expectAccessible(page);
  await dialog.getByLabel("Valid for").selectOption({ label: "3 years" });
  await dialog.getByRole("button", { name: "Issue certificate" }).click();
  await expect(dialog.getByRole("heading", { name: "Certificate issued" })).toBeVisible();
  await expectAccessible(page);

  const certificate = await download(page, dialog.getByRole("link", { name: "Download pump-17.pem" }));
  const key = await download(page, dialog.getByRole("link", { name: "Download pump-17-key.pem" }));
  expect(new X509Certificate(certificate.text).subject).toBe("CN=pump-17");
  expect(key.name).toBe("pump-17-key.pem");
  // The key was never on its way to anybody.
  const inner = key.text.split("\n")[1] ?? "";
  expect(inner.length).toBe(64);
  expect(sent.filter((body) => body.includes(inner.slice(8, 56)) || body.includes("PRIVATE KEY"))).toEqual([]);

  await test.step("the key does not go by a slip of the finger", async () => {
    await page.keyboard.press("Escape");
    await expect(dialog).toBeVisible();
    await dialog.getByRole("button", { name: "I have kept the key" }).click();
    await expect(dialog).toHaveCount(0);
  });
  await expect(card.getByRole("listitem")).toContainText(["Never used"]);

  const client = await connectAsync(`mqtts://localhost:${hato.ready.mqtts}`, {
    ca: await readFile(join(hato.dataDir, "tls", "ca.pem")),
    cert: certificate.text,
    key: key.text,
    protocolVersion: 5,
    reconnectPeriod: 0,
  });
  const ended = new Promise((resolve) => client.once("disconnect", ({ reasonCode }) => resolve(reasonCode)));
  await card.getByRole("button", { name: /^Revoke the certificate/ }).click();
  await expect(dialog).toContainText("Connections that were opened with it are closed now");
  await dialog.getByRole("button", { name: "Revoke now" }).click();
  expect(await ended).toBe(0x87);
  await expect(card.getByRole("listitem")).toContainText(["Revoked"]);
});

test("the page teaches, takes an authority, and shows what ends soon", async ({ page, hato }) => {
  const { tenantSlug } = await signUp(page);
  const device = await createDevice(page, tenantSlug, "pump-18");
  await page.goto(`/${tenantSlug}/certificates`);
  await expect(page.getByRole("heading", { name: "No authority yet" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "No certificates yet" })).toBeVisible();
  await expectAccessible(page);

  await test.step("the broker's own authority comes in three forms", async () => {
    const pem = await readFile(join(hato.dataDir, "tls", "ca.pem"), "utf8");
    const open = page.getByRole("button", { name: "Download the certificate of This broker's own authority" });
    const forms: [RegExp, string, (text: string) => boolean][] = [
      [/^PEM/, "hato-ca.pem", (text) => text === pem],
      [/^DER/, "hato-ca.der", (text) => Buffer.from(text, "latin1").equals(new X509Certificate(pem).raw)],
      [/^C header/, "hato-ca.h", (text) => text.includes('"-----BEGIN CERTIFICATE-----\\n"')],
    ];
    for (const [form, name, isIt] of forms) {
      await open.click();
      const file = await download(page, page.getByRole("menuitem", { name: form }));
      expect(file.name).toBe(name);
      expect(isIt(file.text)).toBe(true);
    }
  });

  const authority = await makeForeignAuthority("Factory CA");
  const dialog = page.getByRole("dialog");
  await test.step("what cannot be an authority is told at the field, and a key is not sent", async () => {
    // While a menu closes, keys are still its own.
    await expect(page.getByRole("menu")).toHaveCount(0);
    await page.keyboard.press("c");
    await dialog.getByRole("radio", { name: "Upload mine" }).check({ force: true });
    await dialog.getByLabel("Name").fill("Factory");
    const field = dialog.getByLabel("Its certificate");
    const submit = dialog.getByRole("button", { name: "Trust authority" });
    const sent: string[] = [];
    page.on("request", (request) => sent.push(request.postData() ?? ""));
    await field.fill(authority.certificate + authority.key);
    await submit.click();
    await expect(dialog.getByRole("alert")).toContainText("It was not sent");
    expect(sent.filter((body) => body.includes("PRIVATE"))).toEqual([]);
    await field.fill((await makeLeaf(authority)).certificate);
    await submit.click();
    await expect(dialog.getByRole("alert")).toContainText("CA:TRUE is missing");
    await expectAccessible(page);
    // A file in DER is as good.
    await dialog.locator("input[type=file]").setInputFiles({
      name: "ca.der",
      mimeType: "application/pkix-cert",
      buffer: new X509Certificate(authority.certificate).raw,
    });
    await expect(field).toHaveValue(/^-----BEGIN CERTIFICATE-----/);
    await dialog.getByLabel("Which device a certificate is for").selectOption({ label: "Device by common name" });
    await submit.click();
    await expect(dialog).toHaveCount(0);
  });

  await test.step("a device comes with a certificate that the authority signed", async () => {
    const leaf = await makeLeaf(authority, { commonName: "pump-18", to: 6 });
    const client = await connectAsync(`mqtts://localhost:${hato.ready.mqtts}`, {
      ca: await readFile(join(hato.dataDir, "tls", "ca.pem")),
      cert: leaf.certificate,
      key: leaf.key,
      username: device.username,
      protocolVersion: 5,
      reconnectPeriod: 0,
    });
    await page.goto(`/${tenantSlug}/certificates`);
    await expect(page.getByText("1 certificate ends within 30 days")).toBeVisible();
    await page.getByRole("link", { name: "Show them" }).click();
    await expect(page).toHaveURL(/\?status=expiring$/);
    const row = page.getByRole("row").filter({ hasText: "pump-18" });
    await expect(row).toContainText("Mapped");
    await expect(row).toContainText(/in [56] days/);
    await expectAccessible(page);

    const ended = new Promise((resolve) => client.once("disconnect", ({ reasonCode }) => resolve(reasonCode)));
    await page.getByRole("button", { name: "End the trust in Factory" }).click();
    await expect(dialog).toContainText("1 live certificate ends now");
    await dialog.getByRole("button", { name: "End trust now" }).click();
    expect(await ended).toBe(0x87);
    await expect(page.getByText("Trust ended").first()).toBeVisible();
  });

  await test.step("a filter that fits nothing says so, and a search finds by device", async () => {
    await page.goto(`/${tenantSlug}/certificates?status=revoked`);
    await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
    await page.goto(`/${tenantSlug}/certificates?cursor=made-up&status=nonsense`);
    await expect(page.getByRole("row").filter({ hasText: "pump-18" })).toContainText("Authority not trusted");
    await page.keyboard.press("/");
    await page.keyboard.type("no such device");
    await expect(page.getByRole("heading", { name: "Nothing here" })).toBeVisible();
  });
});

test("a request and a certificate of the device's own", async ({ page }) => {
  const { tenantSlug } = await signUp(page);
  const device = await createDevice(page, tenantSlug, "valve-3");
  await page.goto(`/${tenantSlug}/devices/${device.id}`);
  const card = page.getByRole("region", { name: "Certificates" });
  const dialog = page.getByRole("dialog");
  await card.getByRole("button", { name: "Add certificate" }).click();
  await dialog.getByRole("radio", { name: /^The device made a request/ }).check();
  await dialog.getByLabel("Certificate request").fill("not a request");
  await dialog.getByRole("button", { name: "Issue certificate" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  const own = await makeLeaf(undefined, { commonName: "valve" });
  await dialog.getByRole("radio", { name: /^The device has a certificate already/ }).check();
  await dialog.getByLabel("Its certificate").fill(own.certificate);
  await dialog.getByRole("button", { name: "Register certificate" }).click();
  await expect(dialog.getByRole("heading", { name: "Certificate registered" })).toBeVisible();
  await expect(dialog).toContainText(`-u ${device.username}`);
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(card.getByRole("listitem")).toContainText(["Registered"]);
});
