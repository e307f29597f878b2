import { readFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { expect, test } from "./hato.ts";
import { signUp } from "./people.ts";

/** The embedded database of this Hato, by its superuser. */
function embedded(dataDir: string) {
  const [, , , port] = readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n");
  const password = readFileSync(join(dataDir, "postgres.password"), "utf8").trim();
  const connection = { default_transaction_read_only: "off" } as Record<string, string>;
  return postgres(`postgres://hato:${password}@127.0.0.1:${port}/hato`, { max: 1, onnotice: () => {}, connection });
}

test("above every page stands what does not work: the database that takes no messages", async ({ page, hato }) => {
  await signUp(page);
  const banner = page.getByText("The database takes no messages", { exact: true });
  await expect(page.getByRole("status").filter({ hasText: /^Live$/ })).toBeVisible();
  await expect(banner).toBeHidden();
  const sql = embedded(hato.dataDir);
  const turn = async (readOnly: "on" | "off") => {
    await sql.unsafe(`alter database hato set default_transaction_read_only = ${readOnly}`);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'hato journal'`;
  };
  try {
    await turn("on");
    // The broker writes every five seconds, if only that it lives.
    await expect(banner).toBeVisible({ timeout: 20_000 });
  } finally {
    await turn("off");
    await sql.end();
  }
  await expect(banner).toBeHidden({ timeout: 20_000 });
});
