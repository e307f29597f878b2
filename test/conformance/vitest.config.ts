import { defineConfig } from "vitest/config";

/** The proofs alone: they need no database. */
export default defineConfig({
  test: { include: ["test/conformance/**/*.test.ts"], testTimeout: 20_000 },
});
