import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { mosquittoPub } from "./mosquitto.ts";
import { createDevice, newAccount, signUp } from "./people.ts";

test("a newcomer signs up, creates a device and sees its first message", async ({ page, hato }) => {
  const account = newAccount();

  await test.step("sign up: an error stands at its field, and what was typed stays", async () => {
    await page.goto("/");
    await expect(page).toHaveURL(/\/sign-in$/);
    await page.getByRole("link", { name: "Create an account" }).click();
    await page.getByLabel("Your name").fill(account.name);
    await page.getByLabel("E-mail").fill("ada at example");
    await page.getByLabel("Password").fill("short");
    await page.getByLabel("Tenant name").fill(account.tenantName);
    await expect(page.getByLabel("Free")).toBeVisible();
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByLabel("E-mail")).toHaveAccessibleDescription(/Enter an e-mail address/);
    await expect(page.getByLabel("Password")).toHaveAccessibleDescription(/at least 10 characters/);
    await expect(page.getByLabel("Your name")).toHaveValue(account.name);
    await expect(page.getByLabel("Address", { exact: true })).toHaveValue(account.tenantSlug);
    await expectAccessible(page);
  });

  await signUp(page, account);

  await test.step("the overview says what to do first", async () => {
    await expect(page.getByRole("status").filter({ hasText: /^Live$/ })).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Create device" }).click();
    await expect(page.getByRole("heading", { name: "Create device" })).toBeVisible();
    await expectAccessible(page);
  });

  const device = await createDevice(page, account.tenantSlug, "greenhouse-1");
  const publish = { port: hato.ready.mqtt, username: device.username, payload: '{"celsius":21.5}' };
  const checklist = page.getByRole("region", { name: "First message" });

  await test.step("the snippet holds the real words", async () => {
    expect(device.username).toBe(`${account.tenantSlug}/greenhouse-1`);
    const snippet = page.getByRole("listitem").filter({ hasText: "Publish the first message" });
    await expect(snippet).toContainText(
      `mosquitto_pub -h localhost -p ${hato.ready.mqtts} --cafile hato-ca.pem \\\n  -V mqttv5 -u '${device.username}' -P '${device.secret}' \\\n  -q 1 -t 'greenhouse-1/temperature' -m '{"celsius":21.5}'`,
    );
    await expect(checklist).toContainText("Waiting for the device");
    await expectAccessible(page);
  });

  await test.step("a name that does not exist is shown as it was given", async () => {
    const username = `${account.tenantSlug}/greenhouse-2`;
    expect(await mosquittoPub({ ...publish, username, password: device.secret, topic: "a" })).not.toBe(0);
    await expect(checklist).toContainText(`Somebody tried as ${username}, which does not exist`);
  });

  await test.step("a wrong password is refused with the reason", async () => {
    expect(await mosquittoPub({ ...publish, password: "wrong", topic: "a" })).not.toBe(0);
    await expect(checklist).toContainText(`Wrong password for ${device.username}`);
    await expect(checklist).toContainText("0x86");
    await expectAccessible(page);
  });

  await test.step("a denied topic is shown with what to do", async () => {
    await mosquittoPub({ ...publish, password: device.secret, topic: "elsewhere/temperature" });
    await expect(checklist).toContainText("Publishing to elsewhere/temperature was denied");
    await expect(checklist).toContainText("Connected");
  });

  await test.step("the first message arrives and is shown", async () => {
    expect(await mosquittoPub({ ...publish, password: device.secret, topic: "greenhouse-1/temperature" })).toBe(0);
    await expect(checklist).toContainText("First message arrived");
    await expect(checklist.getByText('"celsius": 21.5')).toBeVisible();
    await checklist.getByText("Hex").click();
    await expect(checklist.getByText("7b 22 63 65 6c 73 69 75  73 22 3a")).toBeVisible();
    await expect(checklist.getByRole("link", { name: "Open the client" })).toHaveAttribute(
      "href",
      `/${account.tenantSlug}/client?topic=greenhouse-1%2Fcommand&filter=greenhouse-1%2F%23`,
    );
    await expectAccessible(page);
  });

  await test.step("the secret is gone after a reload, and the page says how to get another", async () => {
    await page.reload();
    await expect(page.getByText("The secret is not shown again")).toBeVisible();
    await expect(page.getByText(device.secret)).toHaveCount(0);
    await expect(checklist).toContainText("Connected");
  });
});
