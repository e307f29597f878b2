import { generateKeyPairSync } from "node:crypto";
import { connectAsync, type IClientOptions } from "mqtt";
import { makeSigner, makeToken } from "#test/server/identity/token/token-maker.ts";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { createDevice, signUp } from "./people.ts";

const ISSUER = "https://works.example.test";

test("an issuer is entered, its token tested and used, and turned off while it is in use", async ({ page, hato }) => {
  const { tenantSlug } = await signUp(page);
  await createDevice(page, tenantSlug, "pump");
  const signer = await makeSigner("ES256", "2026-11");
  const token = makeToken(signer, { iss: ISSUER, sub: "pump" });

  await page.goto(`/${tenantSlug}/device-sign-in`);
  await expect(page.getByRole("heading", { name: "No token issuers yet" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Add issuer" }).click();
  await expect(page.getByRole("heading", { name: "Add token issuer" })).toBeVisible();

  await test.step("what is wrong is told at its field", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const key = page.getByLabel("Public key 1");
    await key.fill(privateKey.export({ type: "pkcs8", format: "pem" }).toString());
    await page.getByRole("button", { name: "Add issuer" }).click();
    await expect(page.getByLabel("Name", { exact: true })).toHaveAccessibleDescription(/Fill this in/);
    await page.getByLabel("Name", { exact: true }).fill("Works");
    await page.getByLabel("Issuer (iss)").fill(ISSUER);
    await page.getByRole("button", { name: "Add issuer" }).click();
    await expect(key).toHaveAccessibleDescription(/This is a private key/);
    await page.getByText("Published at a URL").click();
    await page.getByLabel("URL of the JWK Set").fill("http://id.example.test/jwks.json");
    await page.getByRole("button", { name: "Add issuer" }).click();
    await expect(page.getByLabel("URL of the JWK Set")).toHaveAccessibleDescription(/must begin with https/);
    await expect(page.getByLabel("Audience (aud)")).toHaveAccessibleDescription(/Fill this in/);
    await expectAccessible(page);
    await page.getByText("Given here").click();
    await key.fill(JSON.stringify(signer.jwk));
  });
  await page.getByRole("button", { name: "Add issuer" }).click();
  await expect(page.getByRole("heading", { name: "Works", level: 1 })).toBeVisible();
  await expect(page.getByText("2026-11", { exact: true })).toBeVisible();
  await expectAccessible(page);

  await test.step("a token is tested", async () => {
    await page.getByLabel("Token", { exact: true }).fill(token);
    await page.getByRole("button", { name: "Test" }).click();
    await expect(page.getByText("pump would be let in")).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel("Token", { exact: true }).fill(makeToken(signer, { iss: ISSUER, sub: "pump", exp: 1 }));
    await page.getByRole("button", { name: "Test" }).click();
    await expect(page.getByText("The token has ended")).toBeVisible();
    await page.getByLabel("Token", { exact: true }).fill(makeToken(signer, { iss: ISSUER, sub: "nobody" }));
    await page.getByRole("button", { name: "Test" }).click();
    await expect(page.getByText("There is no device nobody")).toBeVisible();
  });

  const options: IClientOptions = {
    username: `${tenantSlug}/`,
    password: token,
    reconnectPeriod: 0,
    protocolVersion: 5,
  };
  const client = await connectAsync(`mqtt://127.0.0.1:${hato.ready.mqtt}`, options);
  const told = new Promise<number | undefined>((resolve) => {
    client.once("disconnect", ({ reasonCode }) => resolve(reasonCode));
  });
  await page.getByRole("button", { name: "Turn off" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Turn off" }).click();
  expect(await told).toBe(0x87);
  await expect(page.getByText("Off", { exact: true })).toBeVisible();
  await page.goto(`/${tenantSlug}/device-sign-in`);
  await expect(page.getByRole("row").filter({ hasText: "Works" })).toContainText("Off");
  await expectAccessible(page);
});

test("what a listener no longer takes ends the connections that came in by it", async ({ page, hato }) => {
  const { tenantSlug } = await signUp(page);
  const device = await createDevice(page, tenantSlug, "pump");
  const login = { username: device.username, password: device.secret, reconnectPeriod: 0, protocolVersion: 5 } as const;
  const client = await connectAsync(`mqtt://127.0.0.1:${hato.ready.mqtt}`, login);
  const told = new Promise<number | undefined>((resolve) => {
    client.once("disconnect", ({ reasonCode }) => resolve(reasonCode));
  });
  await page.goto(`/${tenantSlug}/device-sign-in`);
  const cell = page.getByRole("checkbox", { name: "Secret on MQTT", exact: true });
  await expect(cell).toBeChecked();
  await page.getByRole("button", { name: "Require TLS" }).click();
  await expect(cell).not.toBeChecked();
  await expect(page.getByText("Connections that are no longer allowed end at once.")).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Save" }).click();
  expect(await told).toBe(0x98);
  await expect(page.getByRole("button", { name: "Save" })).toHaveCount(0);
  const refused = connectAsync(`mqtt://127.0.0.1:${hato.ready.mqtt}`, login);
  await expect(refused).rejects.toMatchObject({ code: 0x87 });
  await page.reload();
  await expect(cell).not.toBeChecked();
});

test("a device has several secrets, each with a name and an end, and tells where each was last used", async ({
  page,
  hato,
}) => {
  const { tenantSlug } = await signUp(page);
  const device = await createDevice(page, tenantSlug, "pump");
  await page.goto(`/${tenantSlug}/devices/${device.id}`);
  await page.getByRole("button", { name: "Rotate" }).click();
  await page.getByRole("radio", { name: "Stay as they are" }).check();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("firmware 4");
  await form.getByLabel("Ends").selectOption({ label: "After 90 days" });
  await expectAccessible(page);
  await form.getByRole("button", { name: "Make a new secret" }).click();
  const dialog = page.getByRole("dialog", { name: "The new secret" });
  await expect(dialog).toContainText("The others stay as they are.");
  const secret = (await dialog.locator("dd code").nth(1).textContent()) ?? "";
  await dialog.getByRole("button", { name: "I have kept it" }).click();
  const url = `mqtt://127.0.0.1:${hato.ready.mqtt}`;
  for (const password of [device.secret, secret]) {
    const client = await connectAsync(url, { username: device.username, password, reconnectPeriod: 0 });
    await client.endAsync();
  }
  const credentials = page.getByRole("region", { name: "Credentials" });
  await expect(async () => {
    await page.reload();
    await expect(credentials.getByText("from 127.0.0.1")).toHaveCount(2, { timeout: 2_000 });
  }).toPass();
  const row = credentials.getByRole("listitem").filter({ hasText: "firmware 4" });
  await expect(row).toContainText(secret.slice(0, 4));
  await expect(row).toContainText("Ends");
  await expectAccessible(page);
});
