import type { Actor } from "../actor.ts";
import { notFound } from "../errors.ts";
import type { CredentialView } from "./device.ts";
import { listCredentials } from "./list-credentials.ts";

/** @throws ApiError not_found */
export async function getCredential(actor: Actor, deviceId: string, credentialId: string): Promise<CredentialView> {
  const found = (await listCredentials(actor, deviceId)).find(({ id }) => id === credentialId);
  if (found === undefined) throw notFound("credential");
  return found;
}
