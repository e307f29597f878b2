import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/e2e/**"],
    // One PostgreSQL for the whole run; each file clones its own database from a migrated template.
    globalSetup: ["test/postgres.ts"],
    // It says `next/headers`, which only a bundler finds, and a test must be able to stand in for.
    server: { deps: { inline: ["next-auth"] } },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
