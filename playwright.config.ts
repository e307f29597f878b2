import { defineConfig } from "@playwright/test";

const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: "test/e2e",
  testMatch: "**/*.e2e.ts",
  // One Hato with its console serves all of a worker's tests (test/e2e/hato.ts); two would fight for two cores.
  workers: 1,
  timeout: 120_000,
  // Of a busy machine; a test that waits for nothing waits this long.
  expect: { timeout: 15_000 },
  forbidOnly: process.env.CI !== undefined,
  use: {
    browserName: "chromium",
    locale: "en-US",
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      // The machine's own Chromium, where test/run.ts found one.
      executablePath: process.env.CHROMIUM_PATH,
      args: isRoot ? ["--no-sandbox"] : [],
    },
  },
});
