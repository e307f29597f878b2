import type { Page } from "@playwright/test";
import { connectAsync } from "mqtt";
import { expectAccessible } from "./accessible.ts";
import { type E2eHato, expect, test } from "./hato.ts";
import { createDevice, signUp } from "./people.ts";
import { signIn } from "./sign-in.ts";

const filters = (page: Page) => page.getByRole("textbox", { name: /^Topic filter of rule/ });
const saveBar = (page: Page) => page.getByRole("region", { name: "Unsaved changes" });

async function rest(hato: E2eHato, method: string, path: string, body: unknown) {
  const response = await fetch(`${hato.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${hato.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as { id: string; version: number };
}

/** A role of the tenant `acme`, and its page with the owner on it. */
async function openRole(page: Page, hato: E2eHato, name: string, more: object = {}): Promise<string> {
  const rules = [{ effect: "allow", action: "both", filter: "${device}/#" }];
  const { id } = await rest(hato, "POST", "/roles", { name, rules, ...more });
  await signIn(page, hato, `/acme/roles/${id}`);
  await expect(page.getByRole("heading", { name, level: 1 })).toBeVisible();
  return id;
}

test("a newcomer begins with a template, edits by table and keys, and saves", async ({ page }) => {
  const { tenantSlug } = await signUp(page);
  await page.getByRole("link", { name: "Roles & rules" }).click();
  await expect(page.getByRole("heading", { name: "Begin with a template" })).toBeVisible();
  await expect(page.getByRole("row")).toHaveCount(5);
  await expectAccessible(page);

  await page.keyboard.press("c");
  await expect(page).toHaveURL(`/${tenantSlug}/roles/new`);
  const name = page.getByRole("textbox", { name: "Name" });
  await page.getByRole("button", { name: "Create role" }).click();
  await expect(name).toHaveAccessibleDescription(/Enter a name/);
  await name.fill("read-only");
  await page.getByRole("button", { name: "Create role" }).click();
  await expect(name).toHaveAccessibleDescription(/Another role has this name/);
  await name.fill("hall-gateway");
  await page.getByRole("radio", { name: /^Gateway/ }).check();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create role" }).click();
  await expect(page.getByRole("heading", { name: "hall-gateway", level: 1 })).toBeVisible();
  await expect(filters(page)).toHaveCount(3);

  await test.step("a rule that is never reached, and one that is none, are told at their place", async () => {
    await filters(page).nth(2).fill("${device}/command");
    await expect(filters(page).nth(2)).toHaveAccessibleDescription(/Never reached: rule 1 decides/);
    await filters(page).nth(2).press("Enter");
    await expect(filters(page).nth(3)).toBeFocused();
    await page.keyboard.type("a/#/b");
    await expect(filters(page).nth(3)).toHaveAccessibleDescription(/# must be the last level/);
    await expect(filters(page).nth(3)).toHaveAttribute("aria-invalid", "true");
    await expectAccessible(page);
    await page.keyboard.press("Control+s");
    await expect(page.getByText("Some rules are not valid yet.")).toBeVisible();
  });

  await test.step("Alt and an arrow move a rule, which keeps the focus", async () => {
    await filters(page).nth(3).fill("alarms/+");
    await page.keyboard.press("Alt+ArrowUp");
    await page.keyboard.press("Alt+ArrowUp");
    await expect(filters(page).nth(1)).toHaveValue("alarms/+");
    await expect(filters(page).nth(1)).toBeFocused();
    await page.keyboard.press("Alt+ArrowDown");
    await expect(filters(page).nth(2)).toHaveValue("alarms/+");
  });

  await test.step("many lines pasted into a filter become rules, Mosquitto's too", async () => {
    await filters(page).nth(3).focus();
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData("text/plain", "topic read halls/#\ndeny publish halls/+/lock\n");
      document.activeElement?.dispatchEvent(
        new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }),
      );
    });
    await expect(filters(page)).toHaveCount(6);
    await expect(filters(page).nth(4)).toHaveValue("halls/#");
    await expect(page.getByLabel("Effect of rule 6")).toHaveValue("deny");
  });

  await test.step("as text it is the same, and faults have a line", async () => {
    await page.getByRole("radio", { name: "Text" }).check();
    const text = page.getByRole("textbox", { name: "Rules as text" });
    await expect(text).toHaveValue(/^allow both \$\{device\}\/#\n/);
    await text.fill("allow both ${device}/#\nallow publish hall 3/x");
    await expect(page.getByText(/Line 2: After the filter only/)).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("radio", { name: "Table" }).click();
    await expect(page.getByText("Mend the lines that are no rules first")).toBeVisible();
    await text.fill('allow both ${device}/#\nallow publish "hall 3/x" qos 1');
    await page.getByRole("radio", { name: "Table" }).check();
    await expect(filters(page)).toHaveCount(2);
    await expect(page.getByLabel("Highest QoS of rule 2")).toHaveValue("1");
  });

  await test.step("saved with the keyboard, with a word why", async () => {
    await page.getByLabel("Why, for the list of versions").fill("Only the hall");
    await page.keyboard.press("Control+s");
    await expect(page.getByText("Saved as version 2")).toBeVisible();
    await expect(saveBar(page)).toHaveCount(0);
  });

  await test.step("versions show what changed, and lead back", async () => {
    await page.getByRole("link", { name: "Versions" }).click();
    const list = page.getByRole("list", { name: "Versions, newest first" });
    await expect(list.getByRole("listitem")).toHaveCount(2);
    await expect(list).toContainText("Only the hall");
    await expectAccessible(page);
    await list.getByRole("link", { name: /^Version 1/ }).click();
    const diff = page.getByRole("list", { name: /What changed from here to version 2/ });
    await expect(diff).toContainText("hall 3/x");
    await expect(diff).toContainText("sites/${label.site}/+/command/#");
    await page.getByRole("button", { name: "Roll back to this" }).click();
    await expectAccessible(page);
    await page.getByRole("dialog").getByRole("button", { name: "Roll back to this" }).click();
    await expect(page.getByText("Back to the rules of version 1")).toBeVisible();
    await expect(filters(page)).toHaveCount(3);
  });
});

test("what would be cut is told before, and is cut after saving", async ({ page, hato }) => {
  const { tenantSlug } = await signUp(page);
  const device = await createDevice(page, tenantSlug, "sensor-1");
  const client = await connectAsync(`mqtt://127.0.0.1:${hato.ready.mqtt}`, {
    protocolVersion: 5,
    username: device.username,
    password: device.secret,
  });
  await client.subscribeAsync(["sensor-1/a/#", "sensor-1/b"]);
  await page.goto(`/${tenantSlug}/roles`);
  await page.getByRole("link", { name: "own-subtree" }).click();
  await expect(page.getByText("Affects 1 device").first()).toBeVisible();
  await filters(page).first().fill("${device}/a/#");
  await expect(saveBar(page)).toContainText("1 current subscription would be cut");
  await saveBar(page).getByText("Which ones").click();
  await expect(saveBar(page)).toContainText("sensor-1/b");
  await expectAccessible(page);
  await saveBar(page).getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved as version 2")).toBeVisible();
  let topic = 0;
  // What the new rule denies; each time another filter, because MQTT.js asks only once for each.
  await expect(async () => {
    await expect(client.subscribeAsync(`sensor-1/c/${++topic}`)).rejects.toThrow(/Not authorized/i);
  }).toPass();
  await client.endAsync();
});

test("access tests keep a role from being saved until they pass", async ({ page, hato }) => {
  await openRole(page, hato, "tested");
  await page.getByRole("button", { name: "Add test" }).click();
  const dialog = page.getByRole("dialog", { name: "Add an access test" });
  await dialog.getByRole("button", { name: "Add test" }).click();
  await expect(dialog.getByLabel("What must hold")).toHaveAccessibleDescription(/Say in words/);
  await expectAccessible(page);
  await dialog.getByLabel("What must hold").fill("Nobody writes elsewhere");
  await dialog.getByLabel("Topic", { exact: true }).fill("elsewhere/a");
  await dialog.getByRole("radio", { name: "Denied" }).check();
  await dialog.getByRole("button", { name: "Add test" }).click();
  const tests = page.getByRole("list", { name: "Access tests" });
  await expect(tests).toContainText("Passes");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Saved as version 2")).toBeVisible();

  await test.step("a new description makes no edit stale", async () => {
    await page.getByRole("button", { name: "More actions" }).click();
    await page.getByRole("menuitem", { name: "Name and description" }).click();
    const rename = page.getByRole("dialog", { name: "Name and description" });
    await rename.getByLabel("Description").fill("Under test");
    await rename.getByRole("button", { name: "Save" }).click();
    await expect(rename).toHaveCount(0);
    await expect(page.getByRole("main").getByText("Under test")).toBeVisible();
    await page.getByLabel("Highest QoS of rule 1").selectOption("1");
    await page.keyboard.press("Control+s");
    await expect(page.getByText("Saved as version 4")).toBeVisible();
  });

  await page.getByRole("button", { name: "Add rule" }).click();
  await filters(page).nth(1).fill("elsewhere/#");
  await expect(tests).toContainText("Fails");
  await expect(tests).toContainText("Rule 2 allows it.");
  await expect(saveBar(page)).toContainText("1 access test fails");
  await expectAccessible(page);
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Not saved: 1 access test fails with these rules.")).toBeVisible();
  await expect(filters(page).nth(1)).toHaveValue("elsewhere/#");
  await saveBar(page).getByRole("button", { name: "Discard" }).click();
  await expect(filters(page)).toHaveCount(1);
});

test("a stale edit shows what both changed, and keeps the input", async ({ page, hato }) => {
  const id = await openRole(page, hato, "contested");
  await filters(page).first().fill("mine/#");
  await rest(hato, "PATCH", `/roles/${id}`, {
    rules: [{ effect: "allow", action: "both", filter: "theirs/#" }],
  });
  await page.keyboard.press("Control+s");
  const notice = page.getByRole("region", { name: "Somebody saved this role meanwhile" });
  await expect(notice.getByRole("list", { name: "What changed from version 1 to 2" })).toContainText("theirs/#");
  await expect(notice.getByRole("list", { name: "What your edit would change now" })).toContainText("mine/#");
  await expect(filters(page).first()).toHaveValue("mine/#");
  await expectAccessible(page);
  await notice.getByRole("button", { name: "Save mine over it" }).click();
  await expect(page.getByText("Saved as version 3")).toBeVisible();
  await page.reload();
  await expect(filters(page).first()).toHaveValue("mine/#");
});

test("a group gives its roles to the devices it describes; a device's own are changed on its page", async ({
  page,
  hato,
}) => {
  const role = await openRole(page, hato, "hall-three");
  const { device } = (await rest(hato, "POST", "/devices", {
    name: `labelled-${Date.now()}`,
    labels: { hall: "3" },
    roles: [],
  })) as unknown as { device: { id: string } };
  await page.goto("/acme/roles/groups");
  await expect(page.getByRole("heading", { name: "No groups yet" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("c");
  // Not a toast, which is a dialog too.
  const dialog = page.getByRole("dialog", { name: /^(?:Create group|Change roles)$/ });
  await dialog.getByRole("button", { name: "Create group" }).click();
  await expect(dialog.getByLabel("Name", { exact: true })).toHaveAccessibleDescription(/Enter a name/);
  await expect(dialog.getByLabel("Devices with all of these labels")).toHaveAccessibleDescription(
    /Write one to 8 pairs/,
  );
  await dialog.getByLabel("Name", { exact: true }).fill("Hall 3");
  await dialog.getByLabel("Devices with all of these labels").fill("hall=3");
  await expect(dialog).toContainText("1 device carries them now.");
  await dialog.getByLabel("Have these roles").selectOption("hall-three");
  await dialog.getByLabel("Have these roles").selectOption("read-only");
  await dialog.getByRole("button", { name: "Move read-only up" }).click();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Create group" }).click();
  const row = page.getByRole("row").filter({ hasText: "Hall 3" });
  await expect(row).toContainText("hall=3");
  await expect(row).toContainText("read-onlyhall-three");
  await expectAccessible(page);

  await page.goto(`/acme/devices/${device.id}`);
  const access = page.getByRole("region", { name: "What it may do" });
  await expect(access).toContainText("by the group Hall 3");
  await access.getByRole("button", { name: "Change roles" }).click();
  await dialog.getByLabel("Roles", { exact: true }).selectOption("own-subtree");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Save roles" }).click();
  await expect(page.getByText("Roles changed")).toBeVisible();
  await expect(access.getByRole("link")).toHaveText(["own-subtree", "read-only", "hall-three"]);

  await access.getByRole("link", { name: "hall-three" }).click();
  await expect(page.getByText("Affects 1 device, 1 group")).toBeVisible();
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Delete role" }).click();
  const sure = page.getByRole("dialog", { name: "Delete the role hall-three?" });
  await expect(sure).toContainText("1 group gives it no more");
  await sure.getByRole("button", { name: "Delete role" }).click();
  await expect(page.getByRole("heading", { name: "Roles & rules", level: 1 })).toBeVisible();
  await expect(page.getByRole("link", { name: "hall-three" })).toHaveCount(0);
  await page.goto(`/acme/roles/${role}`);
  await expect(page.getByRole("heading", { name: "This page is not here" })).toBeVisible();
});
