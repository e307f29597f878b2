import type { Orm } from "#db/client.ts";
import { lockOwners } from "#db/queries/members.ts";
import type { Actor } from "../actor.ts";
import { ApiError } from "../errors.ts";

/** The tenant's owners at this moment; nobody changes them until the transaction ends. */
export interface Owners {
  /** @throws ApiError forbidden unless the actor is one: owners are the business of owners, and of no API key */
  require(actor: Actor): void;
  /** @throws ApiError conflict when this person is the only one */
  requireAnotherThan(userId: string): void;
}

export async function holdOwners(orm: Orm, tenantId: string): Promise<Owners> {
  const ids = await lockOwners(orm, tenantId);
  return {
    require(actor) {
      if (actor.kind === "system" || (actor.kind === "user" && ids.includes(actor.id))) return;
      throw new ApiError("forbidden", "Only an owner may make, change or remove owners.");
    },
    requireAnotherThan(userId) {
      if (ids.some((id) => id !== userId)) return;
      throw new ApiError(
        "conflict",
        "A tenant needs an owner, and this is the last one. Make somebody else owner first.",
      );
    },
  };
}
