import { and, eq, inArray, or, sql } from "drizzle-orm";
import type { Orm } from "../client.ts";
import { signInFailures } from "../schema/index.ts";

/** Keyed hashes; empty stands for "every". */
export interface TryKey {
  readonly account: Buffer;
  readonly place: Buffer;
}

export interface CountedTry {
  readonly kind: "pair" | "account" | "place";
  /** This one included. */
  readonly failures: number;
  readonly lockedUntil: Date | null;
}

/** Failures older than this are forgotten. */
const MEMORY = sql.raw("interval '24 hours'");

/**
 * How many tries are free, and how the wait grows after them. One place at one account is held back soon. All places
 * at one account together are held back late and for minutes only, and from where its person signed in before not at
 * all, so that strangers cannot keep them out; one place at all accounts late too, for many people may share an address.
 */
export const TRY_LIMITS = {
  pair: { free: 5, waitSeconds: 15, waitSecondsMax: 3_600 },
  account: { free: 60, waitSeconds: 30, waitSecondsMax: 900 },
  place: { free: 200, waitSeconds: 30, waitSecondsMax: 3_600 },
} as const;

const choose = (part: keyof (typeof TRY_LIMITS)["pair"]) => sql`(case
  when length(${signInFailures.account}) = 0 then ${TRY_LIMITS.place[part]}::int
  when length(${signInFailures.place}) = 0 then ${TRY_LIMITS.account[part]}::int
  else ${TRY_LIMITS.pair[part]}::int end)`;

/**
 * Counts a try before it is known whether it fails, so that a thousand at once are a thousand and not one: a try that
 * turns out right is taken back.
 * @param sparesAccount neither counts at the account nor heeds its wait
 * @returns what was counted; fewer than the keys when one of them has to wait still: then nothing may be kept
 */
export async function countTry(
  orm: Orm,
  { account, place }: TryKey,
  { sparesAccount = false }: { readonly sparesAccount?: boolean } = {},
): Promise<CountedTry[]> {
  const nothing = Buffer.alloc(0);
  const failures = sql`(case when ${signInFailures.lastAt} < now() - ${MEMORY} then 1 else ${signInFailures.failures} + 1 end)`;
  const over = sql`(${failures} - ${choose("free")})`;
  const rows = await orm
    .insert(signInFailures)
    .values([
      { account, place, failures: 1 },
      ...(sparesAccount ? [] : [{ account, place: nothing, failures: 1 }]),
      { account: nothing, place, failures: 1 },
    ])
    .onConflictDoUpdate({
      target: [signInFailures.account, signInFailures.place],
      set: {
        failures,
        lastAt: sql`now()`,
        lockedUntil: sql`case when ${over} >= 0 then now() + make_interval(secs =>
          least(${choose("waitSecondsMax")}, ${choose("waitSeconds")} * power(2, least(${over}, 20)))) end`,
      },
      setWhere: sql`${signInFailures.lockedUntil} is null or ${signInFailures.lockedUntil} <= now()`,
    })
    .returning();
  return rows.map((row) => ({
    kind: row.account.length === 0 ? "place" : row.place.length === 0 ? "account" : "pair",
    failures: row.failures,
    lockedUntil: row.lockedUntil,
  }));
}

/** Until when these keys have to wait, the longest of them; undefined when none has to. */
export async function findLock(orm: Orm, { account, place }: TryKey): Promise<Date | undefined> {
  const nothing = Buffer.alloc(0);
  const [row] = await orm
    .select({ until: sql<string | null>`max(${signInFailures.lockedUntil})` })
    .from(signInFailures)
    .where(
      and(
        inArray(signInFailures.account, [account, nothing]),
        inArray(signInFailures.place, [place, nothing]),
        sql`${signInFailures.lockedUntil} > now()`,
      ),
    );
  return row?.until == null ? undefined : new Date(row.until);
}

/**
 * The try was right: the account's failures are forgotten, the place's stay but for this one.
 * @returns the failures forgotten at the account
 */
export async function takeTryBack(orm: Orm, { account, place }: TryKey): Promise<number> {
  const nothing = Buffer.alloc(0);
  const forgotten = await orm
    .delete(signInFailures)
    .where(
      and(eq(signInFailures.account, account), or(eq(signInFailures.place, place), eq(signInFailures.place, nothing))),
    )
    .returning();
  await orm
    .update(signInFailures)
    .set({ failures: sql`greatest(0, ${signInFailures.failures} - 1)`, lockedUntil: null })
    .where(and(eq(signInFailures.account, nothing), eq(signInFailures.place, place)));
  return forgotten.find((row) => row.place.length === 0)?.failures ?? 0;
}

/** Everything that holds this account back goes, whatever place it came from. */
export async function forgetFailures(orm: Orm, account: Buffer): Promise<void> {
  await orm.delete(signInFailures).where(eq(signInFailures.account, account));
}
