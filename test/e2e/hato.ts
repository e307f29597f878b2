import { test as base } from "@playwright/test";
import { type HatoProcess, startHato } from "#test/hato.ts";

/** A real Hato with its console, and what the tests of a worker share of it. */
export interface E2eHato extends HatoProcess {
  /** Of the console, without a slash at the end. */
  readonly url: string;
  /** The owner of the tenant `acme`, made by bootstrap. */
  readonly owner: { readonly email: string; readonly password: string };
  /** Of the same tenant, with every scope. */
  readonly apiKey: string;
}

const OWNER = { email: "owner@example.test", password: "correct horse battery" };
const API_KEY = "hato_end-to-end-tests-only-key";
/** The first start builds the console. */
const START_MS = 300_000;

/**
 * `test` with the worker's Hato: its pages are `page.goto("/…")`, and a page that logs an error or throws fails its
 * test.
 */
export const test = base.extend<{ consoleErrors: string[] }, { hato: E2eHato }>({
  hato: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads which fixtures are wanted from this pattern.
    async ({}, use) => {
      const hato = await startHato({
        withConsole: true,
        env: {
          BOOTSTRAP_EMAIL: OWNER.email,
          BOOTSTRAP_PASSWORD: OWNER.password,
          BOOTSTRAP_TENANT: "acme",
          BOOTSTRAP_API_KEY: API_KEY,
        },
      });
      await use({ ...hato, url: `http://localhost:${hato.ready.console}`, owner: OWNER, apiKey: API_KEY });
      await hato.stop();
    },
    { scope: "worker", timeout: START_MS },
  ],
  baseURL: async ({ hato }, use) => use(hato.url),
  consoleErrors: [
    async ({ page, hato }, use, testInfo) => {
      const errors: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error") errors.push(message.text());
      });
      page.on("pageerror", (error) => errors.push(String(error)));
      await use(errors);
      // What the page only calls "something went wrong" stands in the server's own words.
      if (testInfo.status !== testInfo.expectedStatus) await testInfo.attach("hato.log", { body: hato.stderr() });
      base.expect(errors, "errors in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect } from "@playwright/test";
