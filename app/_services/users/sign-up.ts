import { placeOf } from "#core/address-place.ts";
import { newId } from "#core/ids.ts";
import { hashPassword } from "#db/passwords.ts";
import { insertUser } from "#db/queries/users.ts";
import { services } from "../database.ts";
import { ApiError } from "../errors.ts";
import { rateLimiter } from "../rate-limit.ts";
import { createTenantOf, withSlugTaken } from "../tenants/create-tenant.ts";
import type { TenantView } from "../tenants/tenant.ts";
import type { Person, SignUpInput } from "./person.ts";

const byAddress = rateLimiter("sign-up by address", { burst: 30, perSecond: 0.1 });

/**
 * Makes a person and their first tenant, both or neither.
 * @throws ApiError forbidden where sign-up is not open; conflict at `tenantSlug`; and one general conflict when the
 * e-mail is known, which names no field and tells nothing that the sign-in page would not
 */
export async function signUp(
  input: SignUpInput,
  address: string | undefined,
): Promise<{ person: Person; tenant: TenantView }> {
  const { config, database } = services();
  if (config.signup !== "open") throw new ApiError("forbidden", "Sign-up is not open here. Ask for an invitation.");
  byAddress.require(placeOf(address ?? "unknown"));
  // Before anything is looked up, so that a known e-mail takes as long as a new one.
  const passwordHash = await hashPassword(input.password);
  const tenant = { slug: input.tenantSlug, name: input.tenantName };
  return withSlugTaken(
    tenant.slug,
    () =>
      database.transaction(async (orm) => {
        const { name, email } = input;
        const user = await insertUser(orm, { id: newId("user"), email, name, passwordHash });
        if (user === undefined) {
          throw new ApiError("conflict", "The account could not be made. If you have one already, sign in.");
        }
        const person: Person = { id: user.id, email, name, address };
        return { person, tenant: await createTenantOf(orm, person, tenant) };
      }),
    ["tenantSlug"],
  );
}
