import { ANONYMOUS_ROLE, DEFAULT_DEVICE_ROLE } from "#db/queries/tenants.ts";

/** Others speak of them by name: the broker of the one, the creation of devices of the other. */
const KEPT_ROLES: readonly string[] = [ANONYMOUS_ROLE, DEFAULT_DEVICE_ROLE];

/** Whether a role can be changed and not deleted. */
export function isAlwaysThere({ builtIn, name }: { readonly builtIn: boolean; readonly name: string }): boolean {
  return builtIn && KEPT_ROLES.includes(name);
}
