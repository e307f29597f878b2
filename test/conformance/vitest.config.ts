import { defineConfig } from "vitest/config";

/** The proofs alone. Only the durable broker needs a database. */
export default defineConfig({
  test: {
    include: ["test/conformance/**/*.test.ts"],
    globalSetup: process.env.CONFORMANCE_TARGET === "durable" ? ["test/postgres.ts"] : [],
    testTimeout: 20_000,
  },
});
