import { connectAsync, type IClientOptions } from "mqtt";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { createDevice, type MadeDevice, signUp } from "./people.ts";

test("why a message did not arrive: refused, nobody subscribed, on its way, lost, arrived", async ({ page, hato }) => {
  test.setTimeout(120_000);
  const { tenantSlug } = await signUp(page);
  const here = `/${tenantSlug}/traces`;
  const connect = (device: MadeDevice, options: IClientOptions = {}) =>
    connectAsync(`mqtt://127.0.0.1:${hato.ready.mqtt}`, {
      protocolVersion: 5,
      reconnectPeriod: 0,
      username: device.username,
      password: device.secret,
      ...options,
    });
  const row = (topic: string) => page.getByRole("listitem").filter({ hasText: topic });

  await page.goto(here);
  await expect(page.getByRole("heading", { name: "No message yet" })).toBeVisible();
  await expectAccessible(page);

  const sensor = await createDevice(page, tenantSlug, "sensor-1");
  const gateway = await createDevice(page, tenantSlug, "gateway-1", "Gateway");
  await page.goto(`/${tenantSlug}/settings`);
  const limit = page.getByRole("row").filter({ hasText: "Queued messages of a session" });
  await limit.getByRole("button").click();
  await page.getByRole("textbox", { name: "Number" }).fill("1");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(limit).toContainText("Lowered");

  const lasting = { clientId: "gate", clean: false, properties: { sessionExpiryInterval: 3_600 } };
  const publisher = await connect(sensor, { clientId: "sensor" });
  const receiver = await connect(gateway, lasting);
  await receiver.subscribeAsync(["sensor-1/temperature", "sensor-1/Humidity"], { qos: 1 });

  await test.step("a message that arrived, and when it was acknowledged", async () => {
    await publisher.publishAsync("sensor-1/temperature", "21", { qos: 2 });
    await page.goto(here);
    await row("sensor-1/temperature").getByRole("link").click();
    await expect(page.getByRole("heading", { name: "sensor-1/temperature", level: 1 })).toBeVisible();
    await expect(page.getByText("Delivered, and acknowledged with PUBACK.")).toBeVisible();
    await expect(page.getByText("QoS 2 → 1")).toBeVisible();
    await expect(page.getByText("The rules allow it")).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("one that the rules refuse: the rule, and the simulator asked the same", async () => {
    await expect(publisher.publishAsync("elsewhere", "x", { qos: 1 })).rejects.toThrow();
    await page.goto(`${here}?topic=elsewhere`);
    await expect(row("elsewhere")).toContainText("Refused");
    // Events reach the database some moments late; one that comes to the open page waits above until it is asked for.
    const denied = page.getByRole("button", { name: /Details: Publish denied/ });
    await expect(async () => {
      await page.goto(`/${tenantSlug}/events?show=publishDenied`);
      await expect(denied).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await denied.click();
    await page.getByRole("link", { name: "Why? Its way" }).click();
    await expect(page).toHaveURL(/traces\?from=dev_.*topic=elsewhere/);
    await row("elsewhere").getByRole("link").click();
    await expect(page.getByText("No rule of its roles allows this")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("link", { name: "Ask the simulator" }).click();
    await expect(page).toHaveURL(/simulator\?device=dev_.*topic=elsewhere/);
  });

  await test.step("one that nobody subscribed to: what nearly matches", async () => {
    await publisher.publishAsync("sensor-1/humidity", "40", { qos: 1 });
    await page.goto(`${here}?outcome=nobody`);
    await row("sensor-1/humidity").getByRole("link").click();
    await expect(page.getByText("Upper and lower case differ in level 2: the message has “humidity”.")).toBeVisible();
    await expect(page.getByText("0x10 No matching subscribers")).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("one that waits for a client that is away, and then arrives while the page is looked at", async () => {
    await receiver.endAsync();
    await publisher.publishAsync("sensor-1/temperature", "22", { qos: 1 });
    await page.goto(`${here}?outcome=waiting`);
    await row("sensor-1/temperature").getByRole("link").click();
    await expect(page.getByText("The message waits on disk until it comes back.")).toBeVisible();
    const back = await connect(gateway, lasting);
    await expect(page.getByText("Everybody who subscribed to its topic has it.")).toBeVisible();
    await expect(page.getByText("Delivered, and acknowledged with PUBACK.")).toBeVisible();
    await back.endAsync();
  });

  await test.step("two for a queue with room for one: the elder is lost", async () => {
    await publisher.publishAsync("sensor-1/temperature", "23", { qos: 1 });
    await publisher.publishAsync("sensor-1/temperature", "24", { qos: 1 });
    await page.goto(`${here}?outcome=lost`);
    await page.getByRole("listitem").getByRole("link", { name: "Lost" }).first().click();
    await expect(page.getByText(/Queue full|queue was full|queue is full|lay on disk/i).first()).toBeVisible();
    await expectAccessible(page);
  });
  await publisher.endAsync();
});

test("traced in full by keyboard; what is not remembered says why", async ({ page, hato }) => {
  const { tenantSlug } = await signUp(page);
  const device = await createDevice(page, tenantSlug, "sensor-1");
  const here = `/${tenantSlug}/traces`;

  await test.step("nothing of the kind was seen: the likely reasons", async () => {
    await page.goto(`${here}?from=${device.id}&topic=sensor-1/a`);
    await expect(page.getByRole("heading", { name: "No such message is remembered" })).toBeVisible();
    await expect(page.getByRole("listitem").filter({ hasText: "has never connected" })).toBeVisible();
    await expectAccessible(page);
    await page.getByLabel("On which topic").fill("a/#/b");
    await page.getByRole("button", { name: "Look for it" }).click();
    await expect(page.getByText("neither a topic nor a topic filter")).toBeVisible();
    await expect(page.getByLabel("On which topic")).toHaveValue("a/#/b");
  });

  await test.step("armed, every message is kept, and the list follows", async () => {
    await page.goto(here);
    await expect(page.getByRole("heading", { name: "No message yet" })).toBeVisible();
    await page.getByRole("button", { name: "Trace in full…" }).focus();
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: "Trace in full" });
    await expect(dialog).toBeVisible();
    await expectAccessible(page);
    await dialog.getByLabel("Topic or filter").fill("sensor-1/#");
    await page.keyboard.press("Enter");
    await expect(dialog).toHaveCount(0);
    const armed = page.getByRole("listitem").filter({ hasText: "In full" });
    await expect(armed).toContainText("sensor-1/#");
    await expect(armed).toContainText("0 of 1,000 messages");

    const publisher = await connectAsync(`mqtt://127.0.0.1:${hato.ready.mqtt}`, {
      username: device.username,
      password: device.secret,
      protocolVersion: 5,
      reconnectPeriod: 0,
    });
    for (let i = 0; i < 20; i++) await publisher.publishAsync(`sensor-1/${i}`, "x", { qos: 1 });
    await expect(armed).toContainText("20 of 1,000 messages");
    const rows = page.getByRole("listitem").filter({ hasText: "Nobody subscribed" });
    await expect(rows).toHaveCount(20);
    await expectAccessible(page);
    await page.keyboard.press("j");
    await expect(rows.first().getByRole("link")).toBeFocused();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "sensor-1/18", level: 1 })).toBeVisible();
    await expect(page.getByText("Because it is traced in full")).toBeVisible();
    await publisher.endAsync();
    await page.goBack();
    await armed.getByRole("button", { name: "End" }).click();
    await expect(armed).toHaveCount(0);
  });

  await test.step("a message that gave way to newer ones is not pretended to", async () => {
    await page.goto(`${here}/trc_00000000000000000000000000`);
    await expect(page.getByRole("heading", { name: "Hato does not know any more" })).toBeVisible();
    await expectAccessible(page);
  });
});
