import type { Actor } from "../actor.ts";
import { notFound } from "../errors.ts";
import type { AuthorityView } from "./certificate.ts";
import { listAuthorities } from "./list-authorities.ts";

/** @throws ApiError not_found */
export async function getAuthority(actor: Actor, id: string): Promise<AuthorityView> {
  const found = (await listAuthorities(actor)).find((authority) => authority.id === id);
  if (found === undefined) throw notFound("certificate authority");
  return found;
}
