import { newId } from "#core/ids.ts";
import type { Orm } from "#db/client.ts";
import { insertCredential } from "#db/queries/device-credentials.ts";
import type { Device } from "#db/schema/index.ts";
import { hashSecret, newSecret, secretPrefix } from "#db/secrets.ts";
import type { Actor } from "../actor.ts";
import { services } from "../database.ts";
import type { NewCredentialView } from "./device.ts";
import { usernameOf } from "./present-device.ts";

/** Makes a device a secret. What this returns is the only copy of it. */
export async function newCredential(orm: Orm, actor: Actor, device: Device): Promise<NewCredentialView> {
  const secret = newSecret();
  const row = await insertCredential(orm, {
    tenantId: actor.tenantId,
    id: newId("credential"),
    deviceId: device.id,
    secretHash: hashSecret(services().keys.deviceSecret, secret),
    secretPrefix: secretPrefix(secret),
  });
  return { id: row.id, username: usernameOf(actor, device), password: secret };
}
