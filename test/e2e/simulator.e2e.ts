import { expectAccessible } from "./accessible.ts";
import { type E2eHato, expect, test } from "./hato.ts";
import { signIn } from "./sign-in.ts";

async function api(hato: E2eHato, method: string, path: string, body: unknown) {
  const response = await fetch(`${hato.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${hato.apiKey}` },
    body: JSON.stringify(body),
  });
  expect(response.ok).toBe(true);
  return response.json();
}

test("a question is asked by keys alone, and answered anew when rules change", async ({ page, hato }) => {
  const { device } = await api(hato, "POST", "/devices", { name: "sim-pump" });
  await signIn(page, hato, "/acme/simulator");
  await expect(page.getByRole("heading", { name: "Ask a question" })).toBeVisible();
  await expectAccessible(page);

  await page.getByRole("combobox", { name: "Device" }).focus();
  await page.keyboard.type("sim-p");
  await expect(page.getByRole("option", { name: "sim-pump" })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByLabel("Topic", { exact: true }).fill("alarms/sim-pump");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("heading", { name: "Denied" })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`device=${device.id}&topic=alarms%2Fsim-pump`));
  await expect(page.getByRole("listitem").filter({ hasText: "own-subtree · rule 1" })).toContainText("Another topic");
  await expect(page.getByText("allow publish alarms/${device} qos 0 no-retain")).toBeVisible();
  await expectAccessible(page);

  await test.step("what if it had another role", async () => {
    await page.getByRole("button", { name: "What if it had…" }).click();
    await page.getByRole("menuitem", { name: "whole-tenant" }).click();
    await expect(page.getByRole("heading", { name: "Allowed" })).toBeVisible();
    await expect(page.getByText("These roles are imagined.")).toBeVisible();
    await page.getByRole("link", { name: "As it is" }).click();
    await expect(page.getByRole("heading", { name: "Denied" })).toBeVisible();
  });

  await test.step("the page follows a change of the device's roles", async () => {
    await expect(page.getByRole("status").filter({ hasText: /^Live$/ })).toBeVisible();
    await api(hato, "PATCH", `/devices/${device.id}`, { roles: ["whole-tenant"] });
    await expect(page.getByRole("heading", { name: "Allowed" })).toBeVisible();
  });

  await test.step("which topics it may use, and who may use the topic", async () => {
    await page.getByRole("link", { name: "Topics it may use" }).click();
    await expect(page.getByRole("region", { name: "May subscribe to" })).toContainText("$SYS/#");
    await expectAccessible(page);
    await page.getByRole("link", { name: "Who may use the topic" }).click();
    const who = page.getByRole("region", { name: "Who may publish to alarms/sim-pump" });
    await expect(who.getByRole("link", { name: "sim-pump" })).toBeVisible();
    await expect(who).toContainText("and no other");
    await expectAccessible(page);
  });
});

test("a device that need not exist is put together from a name, labels and roles", async ({ page, hato }) => {
  await signIn(page, hato, "/acme/simulator");
  await page.getByRole("radio", { name: "An imagined one" }).check();
  await page.getByLabel("Device name").fill("thing");
  await page.getByLabel("own-subtree").check();
  await page.getByRole("radio", { name: "Subscribe" }).check();
  await page.getByLabel("Topic filter", { exact: true }).fill("$share/workers/thing/#");
  await page.getByRole("button", { name: "Run" }).click();
  await expect(page.getByRole("heading", { name: "Allowed" })).toBeVisible();
  await expect(page.getByText("thing/#", { exact: true })).toBeVisible();

  await test.step("a filter that is none is told at the field", async () => {
    const topic = page.getByLabel("Topic filter", { exact: true });
    await topic.fill("a/#/b");
    await page.getByRole("button", { name: "Run" }).click();
    await expect(topic).toHaveAccessibleDescription(/This is no topic filter/);
    await expect(topic).toHaveValue("a/#/b");
    await expectAccessible(page);
  });
});

test("a link to a device that is gone says so, and asks for another", async ({ page, hato }) => {
  await signIn(page, hato, "/acme/simulator?device=dev_00000000000000000000000000&topic=a");
  await expect(page.getByText("No such device")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Device" })).toBeVisible();
});
