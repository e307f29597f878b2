import { placeOf } from "#core/address-place.ts";
import { verifyPassword as matchesHash } from "#db/passwords.ts";
import { findUserByEmail } from "#db/queries/users.ts";
import { services } from "../database.ts";
import { rateLimiter } from "../rate-limit.ts";
import type { Person, SignInInput } from "./person.ts";

const byAddress = rateLimiter("sign-in by address", { burst: 100, perSecond: 1 });
/** One stranger at one account: few tries. */
const byAddressAndAccount = rateLimiter("sign-in by address and account", { burst: 20, perSecond: 0.2 });
/** All strangers at one account together: many more, so that shutting its owner out takes many machines. */
const byAccount = rateLimiter("sign-in by account", { burst: 200, perSecond: 1 });

/**
 * Who signs in with this e-mail and password; undefined when they do not fit. An unknown e-mail costs the same work as
 * a wrong password, so neither answer nor time tells which it was.
 * @throws ApiError rate_limited
 */
export async function verifyPassword(
  { email, password }: SignInInput,
  address: string | undefined,
): Promise<Person | undefined> {
  const from = placeOf(address ?? "unknown");
  byAddress.require(from);
  byAddressAndAccount.require(`${from} ${email}`);
  byAccount.require(email);
  const user = await findUserByEmail(services().database.orm, email);
  const fits = await matchesHash(user?.passwordHash ?? null, password);
  return user !== undefined && fits ? { id: user.id, email: user.email, name: user.name, address } : undefined;
}
