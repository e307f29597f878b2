import { describe, expect, test } from "vitest";
import { backgroundDone } from "#app/_services/background.ts";
import { changePassword } from "#app/_services/users/change-password.ts";
import { verifyPassword } from "#app/_services/users/verify-password.ts";
import { TRY_LIMITS } from "#db/queries/sign-in-failures.ts";
import { newPerson, newTenant, openHouse, PASSWORD } from "./house.ts";

const database = await openHouse();

const sign = (email: string, password: string, address: string) =>
  verifyPassword({ email, password }, address).then(
    (person) => (person === undefined ? "wrong" : "right"),
    (error: { code?: string }) => error.code,
  );

async function guess(email: string, address: string, times: number): Promise<unknown[]> {
  const outcomes: unknown[] = [];
  for (let i = 0; i < times; i++) outcomes.push(await sign(email, `guess ${i}`, address));
  return outcomes;
}

const { free } = TRY_LIMITS.pair;

describe("who guesses an account's password", () => {
  test("has to wait after some tries, then longer, with the right password too, and nobody elsewhere does", async () => {
    await newPerson("grace");
    const outcomes = await guess("grace@example.com", "198.51.100.7", free + 2);
    expect(outcomes).toEqual([...Array(free).fill("wrong"), "rate_limited", "rate_limited"]);
    expect(await sign("grace@example.com", PASSWORD, "198.51.100.7")).toBe("rate_limited");
    expect(await sign("grace@example.com", PASSWORD, "203.0.113.9")).toBe("right");
    // The person's own sign-in from elsewhere forgives nobody's guessing from there.
    expect(await sign("grace@example.com", PASSWORD, "198.51.100.7")).toBe("rate_limited");

    const wait = async () => {
      const [row] = await database.sql<{ seconds: number }[]>`
        select extract(epoch from locked_until - last_at)::int as seconds from sign_in_failures
        where length(account) > 0 and length(place) > 0 and locked_until is not null`;
      return row?.seconds ?? 0;
    };
    const first = await wait();
    await database.sql`update sign_in_failures set locked_until = now() where locked_until is not null`;
    await guess("grace@example.com", "198.51.100.7", 1);
    expect(await wait()).toBe(2 * first);
  });

  test("is not let off by asking a thousand times at once", async () => {
    await newPerson("alan");
    const tries = Array.from({ length: 60 }, (_, i) => sign("alan@example.com", `guess ${i}`, "198.51.100.8"));
    const wrong = (await Promise.all(tries)).filter((outcome) => outcome === "wrong");
    expect(wrong).toHaveLength(free);
  });

  test("is answered alike where there is no such account", async () => {
    await newPerson("real");
    const real = await guess("real@example.com", "198.51.100.9", free + 3);
    const none = await guess("none@example.com", "198.51.100.10", free + 3);
    expect(none).toEqual(real);
  });

  test("cannot start over with a restart, nor read whom others tried", async () => {
    await guess("mistyped-password@example.com", "198.51.100.11", free);
    const rows = JSON.stringify(await database.sql`select *, encode(account, 'escape') from sign_in_failures`);
    expect(rows).not.toContain("mistyped");
    expect(rows).not.toContain("198.51.100");
  });

  test("from many places is held back at the account for minutes, not for good", async () => {
    await newPerson("famous");
    const { free: freeOfAll, waitSecondsMax } = TRY_LIMITS.account;
    let refused = 0;
    for (let i = 0; i < freeOfAll + 5; i++) {
      if ((await sign("famous@example.com", "guess", `192.0.2.${i}`)) === "rate_limited") refused++;
    }
    expect(refused).toBe(5);
    await database.sql`update sign_in_failures set failures = 1000000, locked_until = null where length(place) = 0`;
    await sign("famous@example.com", "guess", "192.0.2.200");
    const [row] = await database.sql`
      select extract(epoch from locked_until - now()) as seconds from sign_in_failures
      where length(place) = 0 and failures > 1000000`;
    expect(Number(row?.seconds)).toBeLessThanOrEqual(waitSecondsMax);
  });
});

test("strangers who guess without end do not keep somebody out of where they signed in before", async () => {
  const { address = "" } = await newPerson("besieged");
  for (let i = 0; i < TRY_LIMITS.account.free; i++) await sign("besieged@example.com", "guess", `192.0.2.${i}`);
  expect(await sign("besieged@example.com", PASSWORD, "198.51.100.60")).toBe("rate_limited");
  expect(await sign("besieged@example.com", PASSWORD, address)).toBe("right");
  // Nor is that a place to guess from.
  expect((await guess("besieged@example.com", address, free + 1)).at(-1)).toBe("rate_limited");
});

test("somebody who mistypes and then does not starts anew, and hears how often it went wrong before", async () => {
  await newPerson("mia");
  for (let round = 0; round < 3; round++) {
    await guess("mia@example.com", "203.0.113.20", free - 1);
    const person = await verifyPassword({ email: "mia@example.com", password: PASSWORD }, "203.0.113.20");
    expect(person?.failuresBefore).toBe(free - 1);
  }
});

test("many people behind one address who sign in rightly are not held back", async () => {
  await newPerson("office");
  for (let i = 0; i < 30; i++) expect(await sign("office@example.com", PASSWORD, "203.0.113.30")).toBe("right");
  const [row] = await database.sql`select coalesce(max(failures), 0)::int as failures from sign_in_failures
    where length(account) = 0 and place = (select place from sign_in_failures order by last_at desc limit 1)`;
  expect(row?.failures).toBe(0);
});

test("guessing is told to the owners of the person's tenants, once", async () => {
  const { owner } = await newTenant("watched");
  await guess("watched@example.com", "198.51.100.40", free + 3);
  await backgroundDone();
  const entries = await database.sql`
    select action, target_label, address from audit where tenant_id = ${owner.tenantId} and action = 'person.lockedOut'`;
  expect(entries).toEqual([
    { action: "person.lockedOut", target_label: "watched@example.com", address: "198.51.100.40" },
  ]);
});

test("a browser left open is no place to guess the current password from", async () => {
  const person = await newPerson("left-open");
  const change = () => changePassword(person, { current: "guess", next: "another long password" });
  for (let i = 0; i < free; i++) {
    await expect(change()).rejects.toMatchObject({ code: "invalid_request", issues: [{ path: ["current"] }] });
  }
  await expect(change()).rejects.toMatchObject({ code: "rate_limited" });
});
