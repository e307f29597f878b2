import { startHato } from "#test/hato.ts";
import { expectAccessible } from "./accessible.ts";
import { expect, test } from "./hato.ts";
import { createDevice, newAccount, signUp } from "./people.ts";

test.describe("sign-in", () => {
  test("a wrong password and an unknown e-mail get one and the same answer; the right one comes back to the page", async ({
    page,
  }) => {
    const account = await signUp(page);
    await page.getByRole("button", { name: /^Account of/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in$/);
    await page.goto(`/${account.tenantSlug}/devices`);
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await expectAccessible(page);

    const answers: string[] = [];
    for (const email of [account.email, newAccount().email]) {
      await page.getByLabel("E-mail").fill(email);
      await page.getByLabel("Password").fill("not the password");
      await page.getByRole("button", { name: "Sign in" }).click();
      const answer = page.getByRole("alert").filter({ hasText: "do not fit" });
      await expect(answer).toBeVisible();
      await expect(page.getByLabel("E-mail")).toHaveValue(email);
      answers.push((await answer.textContent()) ?? "");
      await page.reload();
    }
    expect(new Set(answers).size).toBe(1);

    await page.getByLabel("E-mail").fill(account.email);
    await page.getByLabel("Password").fill(account.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page).toHaveURL(new RegExp(`/${account.tenantSlug}`));
  });

  test("too many tries are told how long to wait", async ({ page }) => {
    const { email } = newAccount();
    await page.goto("/sign-in");
    const refused = page.getByText(/Too many attempts. Wait \d+ seconds?/);
    for (let tries = 0; tries < 30 && (await refused.count()) === 0; tries++) {
      await page.getByLabel("E-mail").fill(email);
      await page.getByLabel("Password").fill(`guess ${tries}`);
      await page.getByRole("button", { name: "Sign in" }).click();
      // The answer empties the password; whatever is typed before it is lost.
      await expect(page.getByLabel("Password")).toHaveValue("");
      await expect(page.getByRole("alert").filter({ hasText: /fit together|Too many/ })).toBeVisible();
    }
    await expect(refused).toBeVisible();
  });

  test("nobody is sent to another site after signing in", async ({ page }) => {
    const account = await signUp(page);
    for (const next of ["https://example.com/", "//example.com", "/\\example.com"]) {
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await expect(page).toHaveURL(new RegExp(`/${account.tenantSlug}$`));
    }
  });
});

test.describe("what is not there", () => {
  test("somebody else's tenant and device look like none at all", async ({ page, browser, baseURL, consoleErrors }) => {
    const theirs = await browser.newPage({ baseURL });
    const other = await signUp(theirs);
    const device = await createDevice(theirs, other.tenantSlug, "sensor-1");
    await theirs.context().close();

    const mine = await signUp(page);
    const seen = async (path: string) => {
      const response = await page.goto(path);
      await expect(page.getByRole("heading", { name: "This page is not here" })).toBeVisible();
      return {
        status: response?.status(),
        text: await page.getByRole("main").textContent(),
        title: await page.title(),
      };
    };
    const foreign = await seen(`/${other.tenantSlug}`);
    expect(await seen("/no-such-tenant")).toEqual(foreign);
    expect(foreign.status).toBe(404);
    await expectAccessible(page);

    const foreignDevice = await seen(`/${mine.tenantSlug}/devices/${device.id}`);
    const missing = `${device.id.slice(0, -1)}${device.id.endsWith("0") ? "1" : "0"}`;
    expect(await seen(`/${mine.tenantSlug}/devices/${missing}`)).toEqual(foreignDevice);
    expect(await seen(`/${mine.tenantSlug}/devices/nonsense`)).toEqual(foreignDevice);

    for (const query of [
      `tenant=${other.tenantSlug}`,
      "tenant=no-such-tenant",
      `tenant=${mine.tenantSlug}&deviceId=${device.id}`,
    ]) {
      expect((await page.request.get(`/api/console/events?${query}`)).status()).toBe(404);
    }
    // The browser tells of every answer 404; nothing else may be wrong.
    for (const error of consoleErrors.splice(0)) expect(error).toContain("404");
  });
});

test("events are for those who are signed in; the authority is for everybody", async ({ request }) => {
  expect((await request.get("/api/console/events?tenant=acme")).status()).toBe(401);
  const pem = await request.get("/api/console/ca.pem");
  expect(await pem.text()).toMatch(/^-----BEGIN CERTIFICATE-----/);
});

test("where sign-up is closed, the page says so and the action refuses", async ({ page }) => {
  const invited = await startHato({ withConsole: true, env: { SIGNUP: "invite" } });
  try {
    const base = `http://localhost:${invited.ready.console}`;
    await page.goto(`${base}/sign-up`);
    await expect(page.getByText("By invitation only")).toBeVisible();
    await expect(page.getByRole("textbox")).toHaveCount(0);
    await expectAccessible(page);
    await page.goto(`${base}/sign-in`);
    await expect(page.getByRole("link", { name: "Create an account" })).toHaveCount(0);
    await page.goto("about:blank");
  } finally {
    await invited.stop();
  }
});

test("every page is closed to frames and to foreign scripts", async ({ page, hato }) => {
  const response = await page.goto("/sign-in");
  const headers = response?.headers() ?? {};
  const policy = headers["content-security-policy"] ?? "";
  expect(policy).toMatch(/script-src 'self' 'nonce-[A-Za-z0-9+/=]+' 'strict-dynamic'(;|$)/);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain(`ws://localhost:${hato.ready.ws}`);
  expect(policy).not.toMatch(/script-src[^;]*unsafe/);
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["referrer-policy"]).toBe("strict-origin-when-cross-origin");
  expect(headers["x-powered-by"]).toBeUndefined();
});
