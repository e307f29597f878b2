import { isId } from "#core/ids.ts";
import { ADMINISTRATIVE_ACTION, NOT_AUTHORIZED } from "#core/mqtt/reason-codes.ts";
import type { Database } from "#db/client.ts";
import { findAnonymousIdentity, type IdentityDevice, listIdentityDevices } from "#db/queries/identities.ts";
import { findTenant } from "#db/queries/tenants.ts";
import { readSignInTerms } from "#db/queries/token-issuers.ts";
import type { Broker } from "./broker.ts";
import { findFallenCertificates } from "./certificate-standing.ts";
import { tallying } from "./change-effect.ts";
import type { Connection } from "./connection.ts";
import { bringPeopleTo } from "./console-people.ts";
import { endWithCredential } from "./credential-end.ts";
import type { Doubt } from "./doubt.ts";
import { ANONYMOUS_PRINCIPAL } from "./identity.ts";
import { applySignInTerms } from "./sign-in-terms.ts";
import { Slices } from "./slices.ts";
import type { Tenant } from "./tenant.ts";

/** Devices asked for in one statement: some milliseconds to read, for the database and for us. */
const BATCH = 500;

/**
 * Looks at what is doubted and makes the tenant's connections and sessions what the database says they should be, in
 * slices, so that traffic goes on in between.
 */
export async function applyChanges(database: Database, broker: Broker, tenant: Tenant, doubt: Doubt): Promise<void> {
  const { orm, sql } = database;
  const slices = new Slices();
  if (doubt.everything) {
    if ((await findTenant(orm, tenant.id)) === undefined) {
      tallying(tenant, doubt.talliesOf(), () => broker.removeTenant(tenant.id));
      return;
    }
  }
  const subjects = [...doubt.subjects];
  if (doubt.everything || doubt.signIns) {
    const terms = await readSignInTerms(sql, tenant.id);
    const sessions = doubt.everything
      ? tenant.sessions.values()
      : subjects.flatMap((id) => [...tenant.sessions.ofDevice(id)]);
    for (const { connection } of [...sessions]) {
      if (slices.over) await slices.next();
      if (connection !== undefined) tallying(tenant, doubt.talliesOf(), () => applySignInTerms(connection, terms));
    }
  }
  if (doubt.everything) await applyAnonymous(database, tenant, doubt, slices);
  if (doubt.everything || subjects.some((id) => isId("user", id))) {
    const bring = await bringPeopleTo(tenant, sql);
    tallying(tenant, subjects.flatMap((id) => doubt.talliesOf(id)).concat(doubt.talliesOf()), bring);
  }
  const devices = new Set(doubt.everything ? tenant.sessions.devices() : []);
  for (const id of subjects) if (!isId("user", id)) devices.add(id);
  const deviceIds = [...devices];
  for (let i = 0; i < deviceIds.length; i += BATCH) {
    const batch = deviceIds.slice(i, i + BATCH);
    const found = new Map((await listIdentityDevices(sql, tenant.id, batch)).map((device) => [device.id, device]));
    const fallen = await findFallenCertificates(tenant, batch, sql);
    for (const deviceId of batch) {
      if (slices.over) await slices.next();
      tallying(tenant, doubt.talliesOf(deviceId), () => {
        for (const connection of fallen.get(deviceId) ?? []) connection.close(NOT_AUTHORIZED, "the certificate ended");
        bringTo(tenant, deviceId, found.get(deviceId));
      });
    }
  }
}

async function applyAnonymous({ sql }: Database, tenant: Tenant, doubt: Doubt, slices: Slices): Promise<void> {
  const sessions = [...tenant.sessions.values()].filter(({ principalId }) => principalId === ANONYMOUS_PRINCIPAL);
  if (sessions.length === 0) return;
  const rules = (await findAnonymousIdentity(sql, tenant.slug))?.rules ?? [];
  for (const session of sessions) {
    if (slices.over) await slices.next();
    tallying(tenant, doubt.talliesOf(), () => tenant.changeRights(session, rules, session.rights.identity.labels));
  }
}

/** Makes the device's sessions what the database says they should be. */
function bringTo(tenant: Tenant, deviceId: string, device: IdentityDevice | undefined): void {
  if (device === undefined) {
    tenant.forgetDevice(deviceId);
    return;
  }
  if (!device.enabled) tenant.disconnectDevice(deviceId, ADMINISTRATIVE_ACTION, "the device was disabled");
  tenant.limitDevice(deviceId, device.limits);
  for (const session of tenant.sessions.ofDevice(deviceId)) {
    const { connection } = session;
    if (connection !== undefined && cameBySecret(connection)) {
      const credential = device.credentials.find(({ id }) => id === connection.admittedBy?.credentialId);
      if (credential === undefined) connection.close(NOT_AUTHORIZED, "the credential was revoked");
      else endWithCredential(connection, credential.expiresAtMs ?? undefined);
    }
    tenant.changeRights(session, device.rules, device.labels);
  }
}

function cameBySecret({ admittedBy }: Connection): boolean {
  return admittedBy?.identityKind === "secret" || admittedBy?.identityKind === "scram";
}
