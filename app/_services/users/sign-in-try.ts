import { placeOf } from "#core/address-place.ts";
import type { Orm } from "#db/client.ts";
import {
  type CountedTry,
  countTry,
  findLock,
  forgetFailures,
  TRY_LIMITS,
  takeTryBack,
} from "#db/queries/sign-in-failures.ts";
import { listAddressesOf } from "#db/queries/user-sessions.ts";
import { hashSecret } from "#db/secrets.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";
import { rateLimiter } from "../rate-limit.ts";

const byAddress = rateLimiter("sign-in by address", { burst: 100, perSecond: 1 });

/** Sign-ins whose places are looked at. */
const KNOWN_PLACES_MAX = 50;

/** One try to sign in, counted as failed until it turns out right. */
export interface SignInTry {
  /** The try was right. @returns how many were wrong before it */
  right(): Promise<number>;
  /** The try was wrong, and the account has to wait now for the first time: its person ought to know. */
  readonly locksAccount: boolean;
}

/**
 * Begins a try at an account, known or not: an e-mail that is nobody's is counted and held back as any other, so
 * neither the answer nor the time tells which there are. The count is in Postgres, so a restart forgives nobody.
 * @throws ApiError rate_limited while the account, the place or the two together have to wait
 */
export async function beginTry(email: string, address: string | undefined): Promise<SignInTry> {
  const from = placeOf(address ?? "unknown");
  // Before the database is asked: this much costs nothing.
  byAddress.require(from);
  const { database } = services();
  const key = { account: accountKey(email), place: placeKey(from) };
  // Strangers who guess without end must not keep the person out of where they are at home.
  const known = await listAddressesOf(database.orm, email, KNOWN_PLACES_MAX);
  const sparesAccount = known.some((place) => placeOf(place) === from);
  const counted = await database.transaction(async (orm) => {
    const rows = await countTry(orm, key, { sparesAccount });
    if (rows.length === (sparesAccount ? 2 : 3)) return rows;
    throw await mustWait(orm, key);
  });
  return {
    locksAccount: counted.some(isFirstLock),
    right: async () => {
      const atAccount = await database.transaction((orm) => takeTryBack(orm, key));
      const fromHere = counted.find(({ kind }) => kind === "pair")?.failures ?? 1;
      return (sparesAccount ? atAccount + fromHere : atAccount) - 1;
    },
  };
}

/** A right answer by another way than the password ends all waiting for this account. */
export function endWaiting(orm: Orm, email: string): Promise<void> {
  return forgetFailures(orm, accountKey(email));
}

function isFirstLock({ kind, failures }: CountedTry): boolean {
  return kind !== "place" && failures === TRY_LIMITS[kind].free;
}

async function mustWait(orm: Orm, key: Parameters<typeof findLock>[1]): Promise<ApiError> {
  const until = await findLock(orm, key);
  const seconds = Math.max(1, Math.ceil(((until?.getTime() ?? 0) - Date.now()) / 1000));
  return new ApiError("rate_limited", "Too many failed sign-ins. Please wait.", { retryAfterSeconds: seconds });
}

const accountKey = (email: string) => hashSecret(services().keys.signInFailure, `account ${email.toLowerCase()}`);
const placeKey = (place: string) => hashSecret(services().keys.signInFailure, `place ${place}`);
