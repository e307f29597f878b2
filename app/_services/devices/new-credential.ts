import { newId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { insertCredential } from "#db/queries/device-credentials.ts";
import type { Device } from "#db/schema/index.ts";
import { formatScramVerifier, makeScramVerifier, scramSalt } from "#db/scram.ts";
import { hashSecret, newSecret, secretPrefix } from "#db/secrets.ts";
import type { Actor } from "../actor.ts";
import { services } from "../database.ts";
import type { NewCredentialView, RotateCredentialInput } from "./device.ts";
import { usernameOf } from "./present-device.ts";

/** Makes a device a secret. What this returns is the only copy of it. */
export async function newCredential(
  orm: Orm,
  actor: Actor,
  device: Device,
  { name = "", expiresAt = null }: Pick<RotateCredentialInput, "name" | "expiresAt"> = {},
): Promise<NewCredentialView> {
  const { keys } = services();
  const secret = newSecret();
  const verifier = await makeScramVerifier(secret, scramSalt(keys.scramSalt, actor.tenantId, device.name));
  const row = await insertCredential(orm, {
    tenantId: actor.tenantId,
    id: newId("credential"),
    deviceId: device.id,
    secretHash: hashSecret(keys.deviceSecret, secret),
    scramVerifier: formatScramVerifier(verifier),
    secretPrefix: secretPrefix(secret),
    name,
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
  });
  return { id: row.id, username: usernameOf(actor, device), password: secret };
}
