import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**"],
    // One PostgreSQL for the whole run; each file clones its own database from a migrated template.
    globalSetup: ["test/postgres.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
