import { eq } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { installation } from "../schema/index.ts";

/** The value kept under this key; the given one, from now on, if there was none. */
export async function keepInstallationValue(orm: Orm, key: string, value: string): Promise<string> {
  const [made] = await orm.insert(installation).values({ key, value }).onConflictDoNothing().returning();
  if (made !== undefined) return made.value;
  const [kept] = await orm.select().from(installation).where(eq(installation.key, key));
  return kept?.value ?? value;
}
